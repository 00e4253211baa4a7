// Turns the panel that asks before an act into a modal dialog. Without this script it stands open in the page and works as well.

function raise() {
  const dialog = document.querySelector("dialog.confirm[open]:not(:modal)");
  if (!dialog) return;
  dialog.close();
  dialog.showModal();
  dialog.addEventListener("cancel", event => {
    event.preventDefault();
    Blazor.navigateTo(dialog.dataset.cancel);
  });
}

raise();
Blazor.addEventListener("enhancedload", raise);
