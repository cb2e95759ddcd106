import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { toast } from '../../../lib/toast.ts';
import { standardViews, useSavedViews } from '../api/saved-views.ts';
import styles from './views-menu.module.css';

interface ViewsMenuProps {
  readonly filters: IncidentFilters;
  readonly onFilter: (filters: IncidentFilters) => void;
}

/** Ready-made views and those that were saved in this browser. */
export function ViewsMenu({ filters, onFilter }: ViewsMenuProps) {
  const { views, save, remove } = useSavedViews();
  const [naming, dialog] = useDisclosure(false);
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { cursor: _, ...kept } = filters;
    save({ name: name.trim(), filters: kept });
    dialog.close();
    toast(`View “${name.trim()}” saved`, 'It is kept in this browser.');
  };
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {standardViews().map((view) => (
            <Menu.Item key={view.name} onClick={() => onFilter(view.filters)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Label>Saved</Menu.Label>}
          {views.map((view) => (
            <div key={view.name} className={styles.saved}>
              <Menu.Item onClick={() => onFilter(view.filters)}>
                <span className="clip">{view.name}</span>
              </Menu.Item>
              <Menu.Item
                className={styles.remove ?? ''}
                closeMenuOnClick={false}
                aria-label={`Delete the view ${view.name}`}
                onClick={() => remove(view.name)}
              >
                <IconTrash size={16} />
              </Menu.Item>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item
            onClick={() => {
              setName('');
              dialog.open();
            }}
          >
            Save this view…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming} onClose={dialog.close} title="Save this view" size="sm">
        <form onSubmit={submit} className={styles.form}>
          <TextInput label="Name" data-autofocus value={name} maxLength={60} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" disabled={name.trim() === ''}>
            Save view
          </Button>
        </form>
      </Modal>
    </>
  );
}
