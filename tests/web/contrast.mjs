// Runs inside the page: what has less contrast than WCAG 2.2 asks for (1.4.3: 4.5 for text; 1.4.11: 3 for the edge of a field).
export function contrastProblems() {
  const parse = color => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const color = parse(getComputedStyle(element).backgroundColor);
      if (color[3] !== 0)
        return color;
    }

    return [255, 255, 255];
  };

  const problems = [];
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (hasText && contrast(parse(style.color), ground(element)) < 4.5)
      problems.push(`"${element.textContent.trim().slice(0, 30)}"`);
    if (element.matches('input:not([type=hidden])') && contrast(parse(style.borderTopColor), ground(element.parentElement)) < 3)
      problems.push(`the edge of #${element.id}`);
  }

  return problems;
}
