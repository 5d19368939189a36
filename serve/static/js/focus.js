// Where focus goes when what held it is gone. On a phone nowhere: focusing the input would raise the keyboard over the reply.
export const onTouch = Boolean(window.matchMedia && window.matchMedia("(pointer: coarse)").matches);

const input = document.getElementById("message");

export function focusHome() {
  if (onTouch) input.blur();
  else input.focus();
}
