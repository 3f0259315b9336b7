/** Starts the page. */
import { render } from 'preact';
import { login } from './client.ts';
import { Page } from './Page.tsx';
import { keepAsking, trouble } from './state.ts';

const root = document.getElementById('page');
if (root !== null) render(<Page />, root);
login()
  .then(keepAsking)
  .catch((error: Error) => {
    trouble.value = { text: error.message, remedy: 'Ask for a new address with `ordermaton page`.' };
  });
