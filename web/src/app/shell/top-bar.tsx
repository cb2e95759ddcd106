import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { overviewQuery } from '../../lib/overview.ts';
import { Navigation } from './navigation.tsx';
import styles from './top-bar.module.css';

/** On narrow screens: the menu, and whether something waits. */
export function TopBar({ className }: { readonly className: string }) {
  const [opened, menu] = useDisclosure(false);
  const waiting = useQuery(overviewQuery()).data?.waiting ?? 0;
  return (
    <header className={className}>
      <ActionIcon variant="subtle" color="gray" size={40} onClick={menu.open} aria-label="Open the menu">
        <IconMenu2 size={20} />
      </ActionIcon>
      <span className={styles.brand}>Nightshift</span>
      {waiting > 0 && (
        <Link to="/approvals/{-$incidentId}" params={{}} className={styles.waiting}>
          {waiting} waiting
        </Link>
      )}
      <Drawer opened={opened} onClose={menu.close} size={264} title="Nightshift" transitionProps={{ duration: 120 }} aria-label="Menu">
        <nav aria-label="Main" className={styles.drawer}>
          <Navigation onNavigate={menu.close} brand={false} />
        </nav>
      </Drawer>
    </header>
  );
}
