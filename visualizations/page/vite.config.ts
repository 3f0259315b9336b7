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
  // Whatever runs the build: nothing of where it was built is in what it makes.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  plugins: [
    {
      name: 'chart-style',
      transform: (code, id) => (id.endsWith('page.css') ? `${styleSheet()}\n${code}` : undefined),
    },
  ],
});
