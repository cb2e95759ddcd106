import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.NIGHTSHIFT_API ?? 'http://127.0.0.1:8000';

/** The built app is served by the API under a strict policy: nothing inlined, nothing loaded from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': api, '/health': api, '/ready': api } },
});
