import { JobsScreen } from '../../features/jobs/components/jobs-screen.tsx';

export const JobsRoute = () => <JobsScreen />;
