'use strict';
// Plays the recording whose data stand in the page. All text goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const words = data.words, page = document.getElementById('page');

  // ---- helpers

  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const add = (parent, tag, text, name) => parent.appendChild(make(tag, text, name));
  const fill = (pattern, ...parts) => pattern.replace(/\{(\d)\}/g, (_, n) => parts[n - 1]);
  const grouped = n => String(n).replace(/^(-?)(\d{5,})$/, (_, sign, digits) => sign + digits.replace(/\B(?=(\d{3})+$)/g, '\u202f')).replace('-', '\u2212');
  const duration = ns => {
    const units = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']];
    for (const [size, unit] of units) if (ns >= size) return (ns / size).toPrecision(3).replace(/e\+\d+/, '') + ' ' + unit;
    return ns + ' ns';
  };
  // A moment as the window's clock has it: since the beginning of the run, all in one unit.
  const unit = data.to >= 1e9 ? [1e9, 's', 6] : data.to >= 1e6 ? [1e6, 'ms', 3] : [1e3, '\u00b5s', 3];
  const moment = ns => (ns / unit[0]).toFixed(unit[2]) + ' ' + unit[1];
  const signed = text => text.replace('-', '\u2212');
  const task = index => (data.tasks[index] ? data.tasks[index].name : '#' + (index + 1));
  // The number of the last element of a rising list of so many a step that is not behind a moment; -1: none.
  const until = (list, ns, at) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(list[middle]) <= ns) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  // ---- looks

  const dark = matchMedia('(prefers-color-scheme: dark)'), calm = matchMedia('(prefers-reduced-motion: reduce)');
  let looks;
  const dress = () => {
    looks = dark.matches ? data.dark : data.light;
    for (const name in looks) if (name !== 'states') document.documentElement.style.setProperty('--' + name, looks[name]);
  };
  dress();

  // ---- head

  const owns = new Map(data.own.map(([key, english, text]) => [key + '\n' + english, text]));
  const own = (key, value) => owns.get(key + '\n' + value) || value; // in the page's language
  document.title = data.came ? data.came + ' \u2013 Race Ledger' : 'Race Ledger';
  const isLost = data.collisions_all > 0;
  add(page, 'h1', data.title);
  if (data.came) add(page, 'p', data.lost ? data.came + ' \u00b7 ' + data.lost : data.came, isLost ? 'came lost' : 'came');
  if (data.figures.why) add(page, 'p', own('why', data.figures.why));
  add(page, 'p', data.file + ' \u00b7 ' + words.opens, 'soft');

  // ---- what happens, step by step

  const tellEvent = event => {
    const [, who, stores, value, lost, over] = event;
    let text = fill(stores ? words.stores : words.reads, task(who), signed(value));
    if (stores && over > 0) text += ' \u2013 ' + fill(words.writes_over, grouped(over));
    if (stores && lost) text += ' \u2013 ' + words.is_lost;
    return text;
  };
  const tellTold = event => task(event[1]) + ' ' + fill(event[2] === 0 ? words.prints : words['note_' + event[2]] || words.note_17, event[3] === undefined || event[3] === null ? '' : event[3]);
  const steps = [];
  for (const event of data.events) steps.push({ ns: event[0], text: () => tellEvent(event), bad: event[5] > 0 });
  if (!data.events.length)
    for (const one of data.collisions) for (const event of one.steps) steps.push({ ns: event[0], text: () => tellEvent(event), bad: event[5] > 0 });
  for (const event of data.told) steps.push({ ns: event[0], text: () => tellTold(event), bad: event[2] === 11 || event[2] === 16 });
  if (!steps.length)
    data.tasks.forEach((row, index) => {
      for (let i = 0; i < row.states.length && i < 400; i += 2)
        if (row.states[i + 1] >= 0) steps.push({ ns: row.states[i], text: () => row.name + ': ' + data.kinds[row.states[i + 1]] });
    });
  steps.forEach((step, index) => { step.order = index; });
  steps.sort((a, b) => a.ns - b.ns || a.order - b.order);

  // ---- the player

  const LENGTH_S = 20, SPEEDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4];
  const span = Math.max(1, data.to - data.from);
  let now = data.from, step = -1, playing = false, speed = 4, zoom = 1, last = 0;

  const section = add(page, 'section');
  add(section, 'h2', words.player);
  const said = add(section, 'p', '', 'said');
  said.setAttribute('aria-live', 'polite');
  const canvas = add(section, 'canvas');
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', data.title + '. ' + words.keys);
  const controls = add(section, 'div', null, 'controls');
  const button = (text, label, act) => {
    const element = add(controls, 'button', text);
    element.type = 'button';
    element.title = label;
    element.setAttribute('aria-label', label);
    element.addEventListener('click', act);
    return element;
  };
  button('|\u25c0', words.start, () => goTo(data.from, -1));
  button('\u25c0', words.back, () => stepBy(-1));
  const play = button(words.play, words.play, () => setPlaying(!playing));
  play.className = 'main';
  button('\u25b6', words.on, () => stepBy(1));
  button('\u25b6|', words.end, () => goTo(data.to, steps.length - 1));
  const slider = add(controls, 'input');
  slider.type = 'range';
  slider.min = 0;
  slider.max = 1000;
  slider.step = 'any';
  slider.setAttribute('aria-label', words.time);
  const clock = add(controls, 'span', '', 'clock');
  const select = add(controls, 'select');
  select.setAttribute('aria-label', words.speed);
  SPEEDS.forEach((factor, index) => {
    const option = add(select, 'option', '\u00d7' + factor);
    option.value = index;
  });
  button('\u2212', words.wider, () => setZoom(zoom / 2));
  button('+', words.closer, () => setZoom(zoom * 2));
  const legend = add(section, 'div', null, 'legend soft');
  const used = new Set();
  for (const row of data.tasks) for (let i = 1; i < row.states.length; i += 2) if (row.states[i] >= 0) used.add(row.states[i]);
  const swatches = [];
  const namesSeen = new Set();
  for (const kind of [...used].sort((a, b) => a - b)) {
    if (namesSeen.has(data.kinds[kind])) continue;
    namesSeen.add(data.kinds[kind]);
    const entry = add(legend, 'span');
    swatches.push([add(entry, 'i'), kind]);
    entry.append(data.kinds[kind]);
  }
  add(section, 'p', words.keys, 'soft');

  const HELD = 0, WANTED = 1, SEVERAL = 2, HELD_DEAD = 3;
  if (data.locks.length) for (const text of [words.legend_held, words.legend_wanted]) add(legend, 'span', text);
  if (data.levels.length) add(legend, 'span', words.legend_in_it);
  // The number of the last change by now of a list of so many numbers each; -1: none.
  const changeAt = (list, width) => {
    let low = 0, high = list.length / width;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[width * middle] <= now) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const tellLock = lock => {
    const at = changeAt(lock.holds, 3), kind = at < 0 ? -1 : lock.holds[3 * at + 1], holder = at < 0 ? -1 : lock.holds[3 * at + 2];
    const waiting = [];
    for (let i = 0; i < lock.waits.length; i += 3)
      if (lock.waits[i] <= now && now < lock.waits[i + 1]) waiting.push(task(lock.waits[i + 2]));
    const wanted = kind === WANTED && !waiting.length; // else who waits is told
    const has = kind < 0 ? words.nobody_has : kind === SEVERAL ? words.several_have : kind === HELD_DEAD && holder >= 0 ? fill(words.dead_has, task(holder))
      : holder < 0 ? (wanted ? words.some_wanted : words.some_has) : fill(wanted ? words.has_wanted : words.has, task(holder));
    return waiting.length ? has + ' \u00b7 ' + fill(words.wait_for_it, waiting.length, waiting.join(', ')) : has;
  };
  const tellLevel = one => {
    const at = changeAt(one.steps, 2);
    return fill(words.in_it, grouped(at < 0 ? 0 : one.steps[2 * at + 1]), grouped(one.full));
  };

  const stateOf = row => {
    const states = row.states;
    let low = 0, high = states.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (states[2 * middle] <= now) low = middle + 1; else high = middle;
    }
    return low > 0 ? states[2 * low - 1] : -1;
  };

  const window_ = () => {
    const length = span / zoom, from = Math.min(Math.max(now - length / 2, data.from), data.to - length);
    return [from, from + length];
  };

  // Everything in the picture goes with the size of the reader's text.
  const em = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  const nameWidth = () => Math.min(150 * em(), canvas.clientWidth / 4);

  const draw = () => {
    const ratio = devicePixelRatio || 1, width = canvas.clientWidth, tasks = data.tasks.length;
    const rows = tasks + data.locks.length + data.levels.length;
    const unit = em(), head = 24 * unit, row = unit * (rows <= 8 ? 30 : rows <= 24 ? 20 : rows <= 64 ? 12 : 6);
    const curve = data.curve ? 130 * unit : 0, heat = data.curve ? 18 * unit : 0;
    const height = head + rows * row + curve + heat + 12 * unit, left = nameWidth();
    canvas.style.height = height + 'px';
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const paint = canvas.getContext('2d');
    paint.scale(ratio, ratio);
    paint.font = 12 * unit + 'px "DejaVu Sans", system-ui, sans-serif';
    paint.textBaseline = 'middle';
    const [from, to] = window_(), x = ns => left + (ns - from) / (to - from) * (width - left - 6);
    // The ruler.
    paint.fillStyle = looks.soft;
    const marks = width - left > 480 * unit ? 4 : width - left > 240 * unit ? 2 : 1;
    for (let i = 0; i <= 4; i += 4 / marks) {
      paint.textAlign = i === 0 ? 'left' : i === 4 ? 'right' : 'center';
      paint.fillText(moment(from + (to - from) * i / 4), left + (width - left - 6) * i / 4, head / 2);
    }
    paint.textAlign = 'left';
    data.tasks.forEach((one, index) => {
      const top = head + index * row, states = one.states;
      if (row >= 12 * unit) {
        paint.fillStyle = looks.text;
        paint.fillText(one.name, 8, top + row / 2, left - 16);
      }
      for (let i = 0; i < states.length; i += 2) {
        const end = i + 2 < states.length ? states[i + 2] : data.to, kind = states[i + 1];
        if (kind < 0 || end < from || states[i] > to) continue;
        const begin = Math.max(left, x(states[i])), finish = Math.min(width - 6, x(end));
        paint.fillStyle = looks.states[kind];
        const thin = kind === data.dead ? (row - 4) * 0.3 : 0; // what has ended is but a line
        paint.fillRect(begin, top + 2 + thin, Math.max(finish - begin, 0.5), row - 4 - 2 * thin);
      }
    });
    data.locks.forEach((one, index) => drawLock(paint, x, from, to, left, width, head + (tasks + index) * row, row, one));
    data.levels.forEach((one, index) => drawLevel(paint, x, from, to, left, width, head + (tasks + data.locks.length + index) * row, row, one));
    if (data.curve) drawCurve(paint, x, from, to, left, width, head + rows * row + 6, curve, heat);
    paint.fillStyle = looks.playhead;
    paint.fillRect(Math.round(x(now)) - 1, head - 6, 2, height - head + 2);
    for (const [swatch, kind] of swatches) swatch.style.background = looks.states[kind];
  };

  const holderLook = holder => (holder < 0 ? looks.soft : looks.workers[holder % looks.workers.length]);
  const drawName = (paint, name, left, top, row) => {
    if (row < 12 * em()) return;
    paint.fillStyle = looks.soft;
    paint.fillText(name, 8, top + row / 2, left - 16);
  };
  const drawLock = (paint, x, from, to, left, width, top, row, lock) => {
    drawName(paint, lock.name, left, top, row);
    for (let i = 0; i < lock.holds.length; i += 3) {
      const [begins, kind, holder] = lock.holds.slice(i, i + 3), ends = i + 3 < lock.holds.length ? lock.holds[i + 3] : data.to;
      if (kind < 0 || ends < from || begins > to) continue;
      const begin = Math.max(left, x(begins)), wide = Math.max(Math.min(width - 6, x(ends)) - begin, 0.5);
      paint.fillStyle = kind === HELD_DEAD ? looks.zombie : kind === SEVERAL ? looks.heat : holderLook(holder);
      paint.fillRect(begin, top + 3, wide, row - 6);
      if (wide > 4) outline(paint, begin, top + 3, wide, row - 6); // a holder's colour may be near the ground's
      else if (isFaint(paint.fillStyle)) cap(paint, begin, top + 3, wide, row - 6);
      if (kind === WANTED && row >= 12 * em() && wide > 3) hatch(paint, begin, top + 3, wide, row - 6);
      if (kind <= WANTED && holder >= 0 && row >= 20 * em() && wide > 10 + paint.measureText(task(holder)).width && kind === HELD) {
        paint.fillStyle = looks.on_worker;
        paint.fillText(task(holder), begin + 5, top + row / 2);
      }
    }
  };
  // What can hardly be told from the ground behind the rows.
  const light = colour => [1, 3, 5].map(at => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
  const isFaint = colour => Math.max(light(colour), light(looks.well)) < 1.6 * Math.min(light(colour), light(looks.well));
  // One too narrow for an outline: its beginning, its top and its foot.
  const cap = (paint, begin, top, wide, high) => {
    paint.fillStyle = looks.soft;
    paint.fillRect(Math.round(begin), top, 1, high);
    paint.fillRect(begin, top, wide, 1);
    paint.fillRect(begin, top + high - 1, wide, 1);
  };
  const outline = (paint, begin, top, wide, high) => {
    paint.strokeStyle = looks.soft;
    paint.lineWidth = 1;
    paint.strokeRect(begin + 0.5, top + 0.5, wide - 1, high - 1);
  };
  const hatch = (paint, begin, top, wide, high) => {
    paint.save();
    paint.beginPath();
    paint.rect(begin, top, wide, high);
    paint.clip();
    paint.strokeStyle = looks.on_worker;
    paint.lineWidth = 1.5;
    paint.beginPath();
    for (let at = Math.floor(begin / 8) * 8 - high; at < begin + wide; at += 8) {
      paint.moveTo(at, top + high);
      paint.lineTo(at + high, top);
    }
    paint.stroke();
    paint.restore();
  };
  const drawLevel = (paint, x, from, to, left, width, top, row, one) => {
    drawName(paint, one.name, left, top, row);
    paint.fillStyle = looks.edge;
    paint.fillRect(left, top + row - 3, width - left - 6, 1);
    paint.fillStyle = looks.accent;
    for (let i = 0; i < one.steps.length; i += 2) {
      const ends = i + 2 < one.steps.length ? one.steps[i + 2] : data.to;
      if (one.steps[i + 1] === 0 || ends < from || one.steps[i] > to) continue;
      const begin = Math.max(left, x(one.steps[i])), wide = Math.max(Math.min(width - 6, x(ends)) - begin, 0.5);
      const high = Math.max((row - 5) * one.steps[i + 1] / one.full, 1.5);
      paint.fillRect(begin, top + row - 3 - high, wide, high);
    }
  };

  const drawCurve = (paint, x, from, to, left, width, top, height, heat) => {
    const columns = data.curve.columns, place = i => x(data.curve.from + (data.curve.to - data.curve.from) * i / columns.length);
    let low = Infinity, high = -Infinity, most = 0;
    for (const [least, most_, stores, lost] of columns) {
      if (least === null) continue; // nobody saw it
      low = Math.min(low, least);
      high = Math.max(high, most_);
      if (stores > 0) most = Math.max(most, lost / stores);
    }
    if (!(high > low)) high = low + 1;
    const y = value => top + 8 * em() + (high - value) / (high - low) * (height - 24 * em());
    paint.fillStyle = looks.text;
    paint.fillText(data.curve.name || words.balance, 8, top + height / 2, left - 16 - paint.measureText(grouped(high)).width);
    paint.fillStyle = looks.soft;
    paint.textAlign = 'right';
    paint.fillText(grouped(high), left - 6, y(high));
    paint.fillText(grouped(low), left - 6, y(low));
    paint.textAlign = 'left';
    paint.save();
    paint.beginPath();
    paint.rect(left, top - 4, width - left - 6, height + heat + 8);
    paint.clip();
    columns.forEach(([least, most_, stores, lost], i) => {
      if (least === null) return;
      const begin = place(i), wide = Math.max(place(i + 1) - begin, 0.75);
      paint.fillStyle = looks.curve;
      paint.fillRect(begin, y(most_) - 0.75, wide, Math.max(y(least) - y(most_), 0) + 1.5);
      if (lost > 0) {
        paint.globalAlpha = 0.25 + 0.75 * Math.sqrt(lost / stores / (most || 1));
        paint.fillStyle = looks.heat;
        paint.fillRect(begin, top + height, wide, heat - 4);
        paint.globalAlpha = 1;
      }
    });
    paint.restore();
    paint.fillStyle = looks.lost;
    paint.fillText(words.lost, 8, top + height + heat / 2 - 2, left - 16);
  };

  // ---- moving

  const cells = [], heldCells = [];
  const show = () => {
    slider.value = (now - data.from) / span * 1000;
    clock.textContent = moment(now);
    slider.setAttribute('aria-valuetext', clock.textContent);
    const text = step >= 0 ? steps[step].text() : '';
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle('lost', step >= 0 && !!steps[step].bad);
    data.tasks.forEach((row, index) => {
      const kind = stateOf(row), name = kind < 0 ? '\u2013' : data.kinds[kind];
      if (cells[index] && cells[index].textContent !== name) cells[index].textContent = name;
    });
    [...data.locks.map(tellLock), ...data.levels.map(tellLevel)].forEach((text, index) => {
      if (heldCells[index] && heldCells[index].textContent !== text) heldCells[index].textContent = text;
    });
    draw();
  };
  const goTo = (ns, number) => {
    now = Math.min(Math.max(ns, data.from), data.to);
    step = number === undefined ? until(steps, now, one => one.ns) : number;
    show();
  };
  const stepBy = by => {
    setPlaying(false);
    const to = step + by;
    if (to >= steps.length) goTo(data.to, steps.length - 1);
    else if (to < 0) goTo(data.from, -1);
    else goTo(steps[to].ns, to);
  };
  const setZoom = to => {
    zoom = Math.min(Math.max(to, 1), 65536);
    show();
  };
  const setSpeed = to => {
    speed = Math.min(Math.max(to, 0), SPEEDS.length - 1);
    select.value = speed;
  };
  const setPlaying = to => {
    if (to && now >= data.to) goTo(data.from, -1);
    playing = to;
    play.textContent = playing ? words.pause : words.play;
    play.setAttribute('aria-label', play.textContent);
    play.title = play.textContent;
    last = 0;
    if (playing) requestAnimationFrame(tick);
  };
  // With reduced motion it goes on twice a second.
  const tick = time => {
    if (!playing) return;
    if (!last) last = time;
    const passed = time - last;
    if (!calm.matches || passed >= 500) {
      last = time;
      goTo(now + Math.min(passed, 600) / 1000 * span / zoom / LENGTH_S * SPEEDS[speed]);
      if (now >= data.to) return setPlaying(false);
    }
    requestAnimationFrame(tick);
  };
  slider.addEventListener('input', () => { setPlaying(false); goTo(data.from + slider.value / 1000 * span); });
  select.addEventListener('change', () => setSpeed(Number(select.value)));
  const point = event => {
    const [from, to] = window_(), left = nameWidth();
    const share = (event.offsetX - left) / (canvas.clientWidth - left - 6);
    setPlaying(false);
    goTo(from + share * (to - from));
  };
  canvas.addEventListener('pointerdown', event => { canvas.setPointerCapture(event.pointerId); point(event); });
  canvas.addEventListener('pointermove', event => { if (event.buttons & 1) point(event); });
  addEventListener('keydown', event => {
    const inField = /^(INPUT|SELECT)$/.test(event.target.tagName), onButton = /^(BUTTON|SUMMARY)$/.test(event.target.tagName);
    const acts = {
      ' ': () => setPlaying(!playing), ArrowLeft: () => stepBy(-1), ArrowRight: () => stepBy(1),
      Home: () => goTo(data.from, -1), End: () => goTo(data.to, steps.length - 1),
      '+': () => setZoom(zoom * 2), '=': () => setZoom(zoom * 2), '-': () => setZoom(zoom / 2),
      '<': () => setSpeed(speed - 1), '>': () => setSpeed(speed + 1),
    };
    if (event.ctrlKey || event.altKey || event.metaKey || !acts[event.key]) return;
    if ((inField && event.key.length > 1) || (onButton && event.key === ' ')) return;
    event.preventDefault();
    acts[event.key]();
  });
  addEventListener('resize', draw);
  dark.addEventListener('change', () => { dress(); draw(); });

  // ---- at this moment

  const table = (parent, heads) => {
    const element = add(add(parent, 'div', null, 'wide'), 'table'), row = add(add(element, 'thead'), 'tr');
    for (const head of heads) add(row, 'th', head).scope = 'col';
    return add(element, 'tbody');
  };
  const nowDetails = add(section, 'details');
  add(nowDetails, 'summary', words.now);
  const nowBody = table(nowDetails, [words.task, words.state]);
  for (const row of data.tasks) {
    const line = add(nowBody, 'tr');
    add(line, 'td', row.name);
    cells.push(add(line, 'td', ''));
  }
  if (data.locks.length + data.levels.length) {
    const heldBody = table(nowDetails, [words.lock_or_queue, words.state]);
    for (const row of [...data.locks, ...data.levels]) {
      const line = add(heldBody, 'tr');
      add(line, 'td', row.name);
      heldCells.push(add(line, 'td', ''));
    }
  }

  // ---- figures

  const figureName = key => words['figure_' + key] || key.replace(/_/g, ' ').replace(/ ns$/, '');
  const figureText = (key, value) => value === null ? '\u2013' : typeof value === 'boolean' ? (value ? '\u2713' : '\u2717')
    : /(^|_)ns$/.test(key) && typeof value === 'number' ? duration(value) : typeof value === 'number' ? grouped(value) : own(key, String(value));
  const isPlain = value => value === null || typeof value !== 'object';
  const rest = []; // what is folded
  const putFigures = (body, object, before) => {
    for (const key in object) {
      if (key === 'schema' || key === 'explanation' || (before === '' && (key === 'why' || (key === 'outcome' && data.came)))) continue;
      const value = object[key], name = before + figureName(key);
      if (isPlain(value)) {
        if (value === null) continue;
        const line = add(body, 'tr');
        add(line, 'th', name).scope = 'row';
        const cell = add(line, 'td', figureText(key, value), typeof value === 'number' ? 'number' : '');
        cell.dataset.figure = before + key;
      } else if (!Array.isArray(value)) {
        if (before === '' && key !== 'books') rest.push([name, value]); // in a list of its own
        else putFigures(body, value, name + ' \u00b7 ');
      } else if (value.length && value.every(isPlain)) {
        const line = add(body, 'tr');
        add(line, 'th', name).scope = 'row';
        add(line, 'td', value.map(one => figureText(key, one)).join(', '));
      }
    }
  };
  const figures = add(page, 'section');
  add(figures, 'h2', words.figures);
  const figuresTable = add(add(figures, 'div', null, 'wide'), 'table', null, 'figures');
  putFigures(add(figuresTable, 'tbody'), data.figures, '');
  for (const [title, object] of rest) {
    const details = add(figures, 'details');
    add(details, 'summary', title);
    putFigures(add(add(add(details, 'div', null, 'wide'), 'table'), 'tbody'), object, title + ' \u00b7 ');
  }
  // Lists of objects: what of each is plain, a row each.
  const putList = (title, list) => {
    const keys = [];
    for (const one of list) for (const key in one) if (isPlain(one[key]) && one[key] !== null && !keys.includes(key)) keys.push(key);
    const details = add(figures, 'details');
    add(details, 'summary', title + ' (' + list.length + ')');
    const body = table(details, keys.map(figureName));
    const look = key => (list.every(one => !isPlain(one[key]) || one[key] == null || typeof one[key] === 'number') ? 'number' : '');
    const classes = keys.map(look);
    details.querySelectorAll('th').forEach((head, i) => { head.className = classes[i]; });
    for (const one of list) {
      const line = add(body, 'tr');
      keys.forEach((key, i) => add(line, 'td', figureText(key, isPlain(one[key]) && one[key] !== undefined ? one[key] : null), classes[i]));
    }
  };
  for (const key in data.figures) {
    const value = data.figures[key];
    if (Array.isArray(value) && value.length && !value.every(isPlain))
      putList(key === 'workers' || key === 'tasks' ? words.tasks : figureName(key), value);
  }
  add(figures, 'p', words.figures_note, 'soft');
  const report = add(figures, 'details');
  add(report, 'summary', words.report);
  add(report, 'p', words.report_note + (data.report_cut ? ' ' + words.cut : ''), 'soft');
  add(report, 'pre', data.report);

  // ---- who wrote over whom

  const SHOWN = 12;
  if (data.curve) {
    const lost = add(page, 'section');
    add(lost, 'h2', words.lost_title);
    if (!data.collisions.length) add(lost, 'p', words.none_lost);
    let list_ = lost;
    data.collisions.forEach((one, number) => {
      if (number === SHOWN && data.collisions.length > SHOWN + 1) {
        list_ = add(lost, 'details', null, 'more');
        add(list_, 'summary', fill(words.more, data.collisions.length - SHOWN));
      }
      const details = add(list_, 'details'), summary = add(details, 'summary');
      details.id = 'collision-' + one.number;
      const over = one.over_all > one.over.length ? fill(words.several, grouped(one.over_all)) : one.over.length > 1 ? fill(words.both, ...one.over.map(task)) : task(one.over[0]);
      add(summary, 'strong', fill(words.collision, grouped(one.number), task(one.by), over));
      summary.append(' \u2013 ');
      add(summary, 'span', one.net === null ? fill(words.collision_lost_only, grouped(one.lost)) : fill(words.collision_lost, grouped(one.lost), signed(one.net)), 'lost');
      if (one.lost_last < one.lost) summary.append(', ' + fill(words.at_last, grouped(one.lost_last)));
      add(summary, 'span', ' \u00b7 ' + moment(one.ns), 'soft');
      if (one.held_ns !== null) add(details, 'p', fill(words.held, (one.held_about ? '~' : '') + duration(one.held_ns)));
      const list = add(details, 'ol');
      one.steps.forEach((event, index) => {
        if (one.between > 0 && index === one.steps.length / 2) add(list, 'li', fill(words.between, grouped(one.between)), 'soft');
        add(list, 'li', tellEvent(event), event[4] ? 'lost' : '');
      });
      const go = add(details, 'button', words.go);
      go.type = 'button';
      go.addEventListener('click', () => { setPlaying(false); goTo(one.ns); canvas.scrollIntoView({ block: 'center' }); canvas.focus(); });
    });
  }

  // ---- what is folded

  const folded = add(page, 'section'), notes = [];
  add(folded, 'h2', words.folded);
  if (data.tasks.length < data.tasks_all) notes.push(fill(words.folded_tasks, grouped(data.tasks.length), grouped(data.tasks_all)));
  if (data.columns) notes.push(fill(words.folded_columns, grouped(data.columns)));
  if (data.locks.length < data.locks_all) notes.push(fill(words.folded_locks, grouped(data.locks.length), grouped(data.locks_all)));
  if (data.locks_columns) notes.push(fill(words.folded_holds, grouped(data.locks_columns)));
  if (!data.waits_told) notes.push(fill(words.folded_waits, grouped(data.waits_all)));
  if (data.levels.length < data.levels_all) notes.push(fill(words.folded_levels, grouped(data.levels.length), grouped(data.levels_all)));
  if (data.events_all && !data.events.length) notes.push(fill(words.folded_events, grouped(data.events_all)));
  if (data.told.length < data.told_all) notes.push(fill(words.folded_told, grouped(data.told_all), grouped(data.told.length)));
  if (data.collisions.length < data.collisions_all) notes.push(fill(words.folded_collisions, grouped(data.collisions_all), grouped(data.collisions.length)));
  if (data.figures_cut) notes.push(fill(words.folded_figures, grouped(data.figures_cut)));
  if (!notes.length) notes.push(words.folded_none);
  if (data.curve && data.curve.about) notes.push(words.about);
  for (const note of notes) add(folded, 'p', note, 'soft');

  setSpeed(speed);
  goTo(data.from, -1);
  document.documentElement.dataset.ready = 'yes';
})();
