import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { messageOf } from './api-error.ts';

/** Says what happened; the message may hold a link to what can still be undone. */
export const toast = (title: string, message: ReactNode = ''): void => {
  notifications.show({ title, message, color: 'night' });
};

/** Says what failed and that nothing was changed. It stays until it is closed. */
export const toastError = (title: string, error: unknown): void => {
  notifications.show({ title, message: messageOf(error), color: 'red', autoClose: false });
};
