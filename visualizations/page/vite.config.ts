/** Builds the page: `vite build visualizations/page`. All of it is served by the desk itself. */
import { defineConfig } from 'vite';
import { styleSheet } from '../../src/adapters/drawings/style.ts';

export default defineConfig({
  base: './',
  build: {
    outDir: 'built',
    emptyOutDir: true,
    assetsDir: '',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]' } },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    {
      name: 'chart-style',
      transform: (code, id) => (id.endsWith('page.css') ? `${styleSheet()}\n${code}` : undefined),
    },
  ],
});
