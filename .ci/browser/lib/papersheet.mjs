// A contact sheet of figures on paper: PDF files as they are printed, and of their texts those that are cut or lie over one another.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeSheets } from './grid.mjs';

const resolution = 170; // pixels to an inch

export async function checkPaper(walk, folder) {
  const files = readdirSync(folder).filter(name => name.endsWith('.pdf')).sort();
  if (files.length === 0) throw new Error(`no PDF files in ${folder}`);
  const faults = [], pictures = [];
  let words = 0;
  for (const file of files) {
    const path = `${folder}/${file}`, page = pageOf(execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' }));
    words += page.words.length;
    faults.push(...faultsOn(page).map(fault => `${file}: ${fault}`));
    pictures.push(execFileSync('pdftoppm', ['-png', '-r', String(resolution), '-singlefile', path], { maxBuffer: 1 << 28 }));
  }
  const wide = pictures.some(png => png.readUInt32BE(16) > resolution * 4); // its width, from the head of a PNG file
  await writeSheets(walk, 'paper', pictures, { columns: wide ? 2 : 3, ground: '#ffffff' });
  console.log(`${files.length} figures on paper, ${words} words`);
  if (words === 0) throw new Error(`no text in ${folder}`);
  if (faults.length) throw new Error(`${faults.length} faults\n${faults.join('\n')}`);
}

// pageOf reads the words of a page and their boxes, in points, as pdftotext -bbox writes them.
export function pageOf(xml) {
  const [, width, height] = /<page width="([\d.]+)" height="([\d.]+)"/.exec(xml) ?? [];
  const words = [...xml.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)]
    .map(([, left, top, right, bottom, text]) => ({ left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom), text }));
  return { width: Number(width), height: Number(height), words };
}

// faultsOn lists the words that the edge cuts and those that lie over one another. The box of a word is that of its face, which is higher than
// its letters: a line may reach into the box of the next by a third of it.
export function faultsOn({ width, height, words }) {
  const cut = words.filter(w => w.left < -0.5 || w.top < -0.5 || w.right > width + 0.5 || w.bottom > height + 0.5).map(w => `"${w.text}" is cut by the edge`);
  const straight = words.filter(straightOf(words));
  const over = straight.flatMap((a, i) => straight.slice(i + 1).filter(b => meets(a, b)).map(b => `"${a.text}" lies over "${b.text}"`));
  return [...cut, ...over];
}

function meets(a, b) {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const least = 0.5; // points
  const share = (low, high) => 0.34 * Math.min(a[high] - a[low], b[high] - b[low]);
  if (upright(a) !== upright(b)) return across > least && down > least;
  return upright(a) ? down > least && across > share('left', 'right') : across > least && down > share('top', 'bottom');
}

// straightOf tells words that lie or stand upright from the pieces into which slanted ones are torn, whose boxes say nothing: those of straight
// ones are as high as a face, and faces are known by the words that surely lie.
function straightOf(words) {
  const exact = length => length.toFixed(3);
  const faces = new Set(words.filter(w => w.right - w.left > 3 * (w.bottom - w.top)).map(w => exact(w.bottom - w.top)));
  return w => faces.has(exact(w.bottom - w.top)) || faces.has(exact(w.right - w.left));
}

// upright words are turned by a right angle.
function upright(word) { return word.text.length > 1 && word.bottom - word.top > word.right - word.left; }
