import { shorthandOf } from '../platforms/shorthand.ts';

/** An Airflow by three variables: the address of its web server, and a user. Which version it is, is found out unless a fourth says it. */
export const airflowShorthand = shorthandOf('airflow', {
  url: { variable: 'AIRFLOW_BASE_URL', needed: true, secret: false },
  username: { variable: 'AIRFLOW_USERNAME', needed: true, secret: false },
  password: { variable: 'AIRFLOW_PASSWORD', needed: true, secret: true },
  version: { variable: 'AIRFLOW_VERSION', needed: false, secret: false },
});
