import { PageFrame } from '../../../components/page.tsx';
import { KeysSection } from './keys-section.tsx';
import { PolicySection } from './policy-section.tsx';

/** How Nightshift behaves, and which programs may talk to it. */
export function SettingsScreen() {
  return (
    <PageFrame title="Settings">
      <PolicySection />
      <KeysSection />
    </PageFrame>
  );
}
