import { PlatformsScreen } from '../../features/platforms/components/platforms-screen.tsx';

export const PlatformsRoute = () => <PlatformsScreen />;
