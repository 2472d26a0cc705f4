// Before the first paint, or a dark wall would flash white at each reload. A file of its own: the gateway's content
// security policy refuses scripts that stand in the page.
((root, wall) => {
  let theme;
  try {
    theme = localStorage.getItem('citywatt.theme');
  } catch {
    theme = null;
  }
  if (theme !== 'light' && theme !== 'dark') {
    theme = wall || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.classList.replace('light', theme);
})(document.documentElement, matchMedia('(width >= 2200px)').matches);
