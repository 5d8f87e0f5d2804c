import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isRTL } from 'react-aria-components';
import { App } from './app.js';
import { texts } from './texts.js';

document.documentElement.lang = texts.locale;
document.documentElement.dir = isRTL(texts.locale) ? 'rtl' : 'ltr';
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
