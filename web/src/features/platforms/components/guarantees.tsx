import type { Platform } from '../../../lib/contract.ts';
import styles from './platforms.module.css';

/** What makes every action there happen exactly once. */
export function Guarantees({ platform: { id, guarantees } }: { readonly platform: Platform }) {
  if (guarantees.length === 0) return <p className="muted">Nothing is changed there, so nothing can happen twice.</p>;
  return (
    <details className={styles.guarantees}>
      <summary>How each action stays exactly once</summary>
      <table aria-label={`How each action on ${id} stays exactly once`}>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Told apart by</th>
            <th scope="col">Found again by</th>
            <th scope="col">Taken back by</th>
          </tr>
        </thead>
        <tbody>
          {guarantees.map(({ action, key, lookUp, compensation }) => (
            <tr key={action}>
              <th scope="row">{action}</th>
              <td data-name="Told apart by">{key}</td>
              <td data-name="Found again by">{lookUp}</td>
              <td data-name="Taken back by">{compensation}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
