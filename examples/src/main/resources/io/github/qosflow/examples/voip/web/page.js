'use strict';
// Draws the views the server sends. What phones sent (names, URIs, Call-IDs) becomes text nodes only, never markup.
const SPAN = 120_000, LIST = 50, KEPT_LEGS = 1200, FEW_LEGS = 6;
const SIGNS = {
  unmarked: ['✗', 'unmarked'], degraded: ['≠', 'degraded'], off: ['–', 'no QoS'],
  idle: ['…', 'nothing sent yet'], marked: ['✓', 'marked'],
};
const WORST_FIRST = Object.keys(SIGNS);
const $ = id => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)'), phone = matchMedia('(max-width: 46rem)');
let view, frames = [], selected, rows = new Map(), limit;

function el(tag, look, ...children) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  element.append(...children);
  return element;
}
function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
const text = (element, words) => { if (element.textContent !== words) element.textContent = words; };
const millis = value => value == null ? '–' : value < 10 ? value.toFixed(1) : Math.round(value).toString();
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const name = uri => uri.replace(/^sips?:/, ''), user = uri => name(uri).replace(/(.)@.*/s, '$1');

// ---- how a flow and a call are marked
function stateOf(flow) {
  if (!view.qos) return 'off';
  if (!flow.requested && flow.packets === 0) return 'idle';
  if (flow.requested && flow.requested === flow.effective) return 'marked';
  return /^(CS0|DF|0)?( |$)/.test(flow.effective) ? 'unmarked' : 'degraded';
}
const worst = states => WORST_FIRST.find(state => states.includes(state)) ?? 'off';
const callState = call => worst(call.flows.map(stateOf));
function badge(state, words) {
  const [sign, word] = SIGNS[state];
  return el('span', `badge ${state}`, `${sign} ${words ?? word}`);
}
function callBadge(call) {
  const state = callState(call), alike = call.flows.filter(flow => stateOf(flow) === state).length;
  if (!call.flows.length) return badge('off', view.qos ? 'direct media' : 'no QoS');
  return badge(state, alike < call.flows.length ? `${alike} of ${call.flows.length} ${SIGNS[state][1]}` : undefined);
}
function chip(flow) {
  const state = stateOf(flow), [sign, word] = SIGNS[state], mark = label => label.replace(/ \(\d+\)$/, '') || 'nothing';
  const item = el('span', `chip ${state}`, el('b', '', `${sign} ${word}`), ` ${flow.name} `);
  if (flow.requested) item.append(el('i', '', `${mark(flow.requested)} → ${mark(flow.effective)}`));
  item.title = `${flow.type} ${flow.requested} → ${flow.effective}`;
  return item;
}
const sent = ({type, packets}) => packets < 0 ? type : `${type} ${plural(packets, 'packet', 'packets')} sent`;
function reasons(flows, state) {
  const all = flows.filter(flow => flow.difference && (state ? stateOf(flow) === state : stateOf(flow) !== 'idle' && view.qos));
  const counts = new Map();
  for (const flow of all) counts.set(flow.difference, (counts.get(flow.difference) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([why]) => why);
}

// ---- the parts of the page
function drawVerdict(flows) {
  const sent = flows.filter(flow => stateOf(flow) !== 'idle'), all = sent.length, lines = [];
  const of = state => sent.filter(flow => stateOf(flow) === state).length;
  const why = state => reasons(sent, state).slice(0, 2).map(reason => `: ${reason.replace(/\.$/, '')}`).join('; also') + '.';
  if (!view.qos) lines.push(['off', 'Nothing is marked: the server runs with --no-qos.']);
  else if (!all) lines.push(['off', 'No flows yet: nobody calls.']);
  else if (of('marked') === all) lines.push(['marked', `${all} of ${all} ${all === 1 ? 'flow leaves' : 'flows leave'} marked as asked.`]);
  for (const [state, words] of [['unmarked', 'unmarked'], ['degraded', 'with another mark']])
    if (of(state)) lines.push([state, `${of(state)} of ${plural(all, 'flow', 'flows')} ${of(state) === 1 ? 'leaves' : 'leave'} ${words}${why(state)}`]);
  if (view.calls.length < view.totals.active) lines.push(['off', `Of the calls only the ${view.calls.length.toLocaleString('en')} oldest are looked at.`]);
  const words = lines.map(line => line.join(' ')).join('\n');
  if ($('verdict').dataset.words === words) return; // or it would be read aloud every second
  $('verdict').dataset.words = words;
  $('verdict').replaceChildren(...lines.map(([state, line]) => el('p', state, el('b', '', SIGNS[state][0]), line)));
}

function drawTotals() {
  const now = frames.at(-1), before = frames.find(frame => frame.at >= now.at - 10_000);
  const rate = now.at > before.at ? (now.begun - before.begun) * 1000 / (now.at - before.at) : null;
  const totals = {
    'calls now': view.totals.active, 'new calls/s': rate == null ? '–' : rate.toFixed(1), 'failed': view.totals.failed,
    'transactions': view.totals.transactions, 'media ports': view.totals.mediaPorts, 'registrations': view.registrations.length,
  };
  if (!$('totals').children.length)
    $('totals').append(...Object.keys(totals).map(key => el('div', '', el('dt', '', key), el('dd'))));
  Object.values(totals).forEach((value, i) => text($('totals').children[i].lastChild, value.toLocaleString('en')));
}

function duration(since) {
  const seconds = Math.max(0, Math.floor((Date.parse(view.at) - Date.parse(since)) / 1000));
  const two = number => String(number).padStart(2, '0'), minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
function row(call, key) {
  const cell = (look, label, ...children) => {
    const td = el('td', look, ...children);
    td.dataset.label = label;
    td.role = 'cell';
    return td;
  };
  const person = uri => [user(uri), el('wbr'), el('span', '', name(uri).slice(user(uri).length))];
  const button = el('button', '', ...person(call.caller), el('br'), '→\u00a0', ...person(call.callee)), flows = el('div', 'chips', ...call.flows.map(chip));
  button.type = 'button';
  button.title = `Show its legs in the plots. Call-ID ${call.id}`;
  button.ariaPressed = key === selected;
  button.onclick = () => { selected = key === selected ? undefined : key; draw(); };
  const why = reasons(call.flows).map(reason => el('p', `why ${callState(call)}`, reason));
  const tr = el('tr', `${callState(call)}${key === selected ? ' chosen' : ''}`, cell('', 'Mark', callBadge(call)), cell('', 'Call', button),
    cell('state', 'State', `${call.state} `, el('small', '')), cell('num', 'Jitter'), cell('num', 'Round trip'),
    cell('', 'Flows', flows, ...why));
  tr.role = 'row';
  return tr;
}
function update(key, call) {
  const look = JSON.stringify([call.caller, call.callee, call.state, key === selected, view.qos, call.flows.map(flow => [stateOf(flow), chip(flow).textContent, flow.difference])]);
  let known = rows.get(key);
  if (known?.look !== look) {
    const focused = known?.tr.contains(document.activeElement);
    const tr = row(call, key);
    known?.tr.replaceWith(tr);
    if (focused) tr.querySelector('button').focus();
    rows.set(key, known = {look, tr});
  }
  const highest = of => call.flows.map(of).filter(value => value != null).sort((a, b) => b - a)[0];
  text(known.tr.querySelector('.state small'), duration(call.since));
  text(known.tr.children[3], `${millis(highest(flow => flow.jitterMillis))} ms`);
  text(known.tr.children[4], `${millis(highest(flow => flow.roundTripMillis))} ms`);
  known.tr.querySelectorAll('.chip').forEach((chip, i) => { chip.title = sent(call.flows[i]); });
  return known.tr;
}
function drawCalls(keyed) {
  const wanted = $('filter').value.trim().toLowerCase();
  const found = keyed.filter(([, call]) => !wanted || [call.caller, call.callee, call.id, call.state, callBadge(call).textContent,
    ...call.flows.flatMap(flow => [flow.name, flow.difference])].join('\n').toLowerCase().includes(wanted));
  const order = new Map(found.map(([key, call]) => [key, WORST_FIRST.indexOf(callState(call))]));
  found.sort((a, b) => (b[0] === selected) - (a[0] === selected) || order.get(a[0]) - order.get(b[0]));
  const shown = found.slice(0, limit ?? (phone.matches ? 15 : 50)).map(([key, call]) => update(key, call)), body = $('calls');
  for (const key of rows.keys()) if (!order.has(key)) rows.delete(key);
  if (shown.length !== body.children.length || shown.some((tr, i) => tr !== body.children[i])) {
    const focus = document.activeElement;
    body.replaceChildren(...shown);
    if (body.contains(focus)) focus.focus();
  }
  const all = view.totals.active, cut = keyed.length < all, grouped = count => count.toLocaleString('en');
  text($('calls-count'), wanted ? `${found.length} of ${cut ? `the ${grouped(keyed.length)} oldest` : keyed.length}`
    : cut ? `${grouped(keyed.length)} of ${grouped(all)} calls shown` : `${keyed.length}`);
  const rest = found.length - shown.length, more = $('calls-more');
  if (more.dataset.rest === `${rest} ${found.length}`) return;
  more.dataset.rest = `${rest} ${found.length}`;
  more.replaceChildren(rest ? `… and ${rest} more` : found.length ? '' : keyed.length ? 'No call matches the filter.' : 'No calls now.');
  if (rest) {
    const button = el('button', '', `show ${Math.min(rest, 100)}`);
    button.onclick = () => { limit = shown.length + 100; draw(); };
    more.append(button);
  }
}

function list(id, items, empty, draw) {
  const shown = items.slice(0, LIST).map(item => el('li', '', ...draw(item)));
  if (!items.length) shown.push(el('li', 'none', empty));
  if (items.length > LIST) shown.push(el('li', 'none', `… and ${items.length - LIST} more`));
  const look = shown.map(item => item.textContent).join('\n');
  if ($(id).dataset.look !== look) $(id).replaceChildren(...shown);
  $(id).dataset.look = look;
  if ($(`${id}-count`)) text($(`${id}-count`), `${items.length}`);
}
function drawLists() {
  const kind = what => /fail|refus|error/i.test(what) ? 'unmarked' : /uncongested|restored/i.test(what) ? 'marked' : /congest|chang/i.test(what) ? 'degraded' : 'off';
  const sign = {unmarked: '✗', degraded: '!', marked: '✓', off: '·'};
  list('events', view.events, 'Nothing happened to a flow.', event => [
    el('span', `badge ${kind(event.what)}`, `${sign[kind(event.what)]} ${event.what}`),
    el('small', '', `${new Date(event.at).toLocaleTimeString('en-GB')} · ${event.where}`)]);
  const sorted = [...view.connections].sort((a, b) => WORST_FIRST.indexOf(stateOf(a)) - WORST_FIRST.indexOf(stateOf(b)));
  list('connections', sorted, 'No socket carries signaling.', flow => [chip(flow), ...reasons([flow]).map(why => el('p', `why ${stateOf(flow)}`, why))]);
  list('registrations', view.registrations, 'Nobody can be reached.', registration => {
    const seconds = Math.max(0, (Date.parse(registration.expires) - Date.parse(view.at)) / 1000);
    const left = seconds < 90 ? 'in a minute' : seconds < 5400 ? `in ${Math.round(seconds / 60)} min` : `in ${Math.round(seconds / 3600)} h`;
    return [el('b', '', name(registration.user)), el('small', '', `${registration.contact} · ${registration.node} · ends ${left}`)];
  });
}

// ---- plots: jitter and round trip of the selected call's legs, of all legs while they are few, else their distribution
function remember(keyed) {
  const legs = keyed.flatMap(([key, call]) => call.flows.map(flow => ({key, leg: `${key}\n${flow.name}`,
    call: `${user(call.caller)} → ${user(call.callee)}`, name: flow.name, values: [flow.jitterMillis, flow.roundTripMillis]})));
  const spread = i => {
    const known = legs.map(leg => leg.values[i]).filter(value => value != null).sort((a, b) => a - b);
    return known.length ? [1, .95, .5].map(part => known[Math.ceil(part * known.length) - 1]) : [null, null, null];
  };
  const kept = legs.length > KEPT_LEGS ? legs.filter(leg => leg.key === selected) : legs;
  const frame = {at: Date.parse(view.at), begun: view.totals.calls, calls: view.totals.active, legs,
    amiss: view.calls.filter(call => ['unmarked', 'degraded'].includes(callState(call))).length,
    spread: [spread(0), spread(1)], values: new Map(kept.map(leg => [leg.leg, leg.values]))};
  if (frames.length) frames.at(-1).legs = undefined;
  if (frames.length && (frames.at(-1).begun > frame.begun || frames.at(-1).at > frame.at)) frames = []; // it started anew
  frames.push(frame);
  frames = frames.filter(old => old.at >= frame.at - SPAN);
}
function drawLegs(id, i) {
  const {legs, spread} = frames.at(-1), chosen = legs.filter(leg => leg.key === selected);
  const few = chosen.length ? chosen.slice(0, FEW_LEGS) : legs.length <= FEW_LEGS ? legs : [];
  const lines = few.map((leg, n) => ({look: `l${n + 1}`, label: chosen.length ? leg.name : `${leg.call}, ${leg.name}`, of: frame => frame.values.get(leg.leg)?.[i]}));
  if (!few.length && legs.length) {
    const top = legs.find(leg => leg.values[i] != null && leg.values[i] === spread[i][0]);
    lines.push({look: 'l2', label: `worst${top ? `: ${top.call}, ${top.name}` : ''}`, select: top?.key, of: frame => frame.spread[i][0]},
      ...legs.length < 20 ? [] : [{look: 'l4', label: '95 % are below', of: frame => frame.spread[i][1]}], {look: 'l1', label: 'half are below', of: frame => frame.spread[i][2]});
  }
  plot(id, lines, millis, chosen.length ? `ms, ${chosen[0].call}` : 'ms per leg');
}
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 4)));
  return [1, 2, 4, 6, 8, 10].map(step => step * power).find(step => step >= value);
}
function plot(id, lines, words, unit = '') {
  const figure = $(id), width = Math.max(figure.clientWidth - 28, 100), height = phone.matches ? 92 : 132, bottom = height - 18;
  const now = frames.at(-1).at, top = ceiling(1.05 * Math.max(0, ...frames.flatMap(frame => lines.map(line => line.of(frame) ?? 0))));
  const x = at => width - (now - at) / SPAN * width, y = value => bottom - value / top * (bottom - 10);
  const path = line => frames.map((frame, n) => {
    const value = line.of(frame), before = frames[n - 1];
    if (value == null) return '';
    const joins = before && line.of(before) != null && frame.at - before.at < 5000;
    return `${joins ? 'L' : 'M'}${x(frame.at).toFixed(1)} ${y(value).toFixed(1)}`;
  }).join('');
  const moving = svg('g', {class: 'moving'}, ...lines.map(line => svg('path', {class: line.look, d: path(line)})));
  const label = (words, at, up, anchor) => svg('text', {x: at, y: up, 'text-anchor': anchor}, words);
  const drawn = svg('svg', {viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': lines.map(line => `${line.label} ${words(line.of(frames.at(-1)))}`).join('; ') || 'no media'},
    ...[0, .5, 1].map(part => svg('line', {x1: 0, x2: width, y1: y(top * part), y2: y(top * part)})), moving,
    label(`${top}`, 0, y(top) + 12, 'start'), label('2 min ago', 0, height - 4, 'start'), label('1 min', width / 2, height - 4, 'middle'), label('now', width, height - 4, 'end'));
  const legend = el('ul', 'legend', ...lines.map(line => {
    const named = line.select ? el('button', '', line.label) : line.label;
    if (line.select) named.onclick = () => { selected = line.select; draw(); };
    return el('li', '', svg('svg', {viewBox: '0 0 24 8', 'aria-hidden': true}, svg('path', {class: line.look, d: 'M0 4H24'})), el('span', '', named), el('b', '', words(line.of(frames.at(-1)))));
  }));
  text(figure.querySelector('small'), unit);
  figure.replaceChildren(figure.firstElementChild, drawn, lines.length ? legend : el('p', 'legend', 'no media through the relay'));
  if (!calm.matches) moving.animate([{transform: `translateX(${1000 / SPAN * width}px)`}, {transform: 'none'}], 1000);
}

// ---- all of it, and the stream it comes from
function keys(calls) { // a Call-ID is what a phone says it is: it may come twice
  const seen = new Set();
  return calls.map(call => {
    let key = call.id;
    while (seen.has(key)) key += ' again';
    seen.add(key);
    return [key, call];
  });
}
function draw() {
  const keyed = keys(view.calls), flows = [...view.connections, ...view.calls.flatMap(call => call.flows)];
  if (!keyed.some(([key]) => key === selected)) selected = undefined;
  const unmarked = flows.filter(flow => stateOf(flow) === 'unmarked').length;
  document.title = `${unmarked ? `✗ ${unmarked} unmarked` : `${view.totals.active} calls`} · ${view.node}`;
  text($('node'), view.node);
  drawVerdict(flows);
  drawTotals();
  drawCalls(keyed);
  drawLists();
  plot('plot-calls', [{look: 'l1', label: 'calls', of: frame => frame.calls},
    {look: 'lbad', label: 'of them unmarked or degraded', of: frame => frame.amiss}], value => `${value}`);
  drawLegs('plot-jitter', 0);
  drawLegs('plot-trip', 1);
}

let source, heard = performance.now(), tried = heard;
function listen() {
  source?.close();
  tried = performance.now();
  source = new EventSource('events');
  source.onmessage = message => {
    heard = performance.now();
    view = JSON.parse(message.data);
    remember(keys(view.calls));
    draw();
    watch();
  };
}
function watch() {
  const now = performance.now(), stale = now - heard > 3500, since = new Date(Date.now() - now + heard).toLocaleTimeString('en-GB');
  document.body.classList.toggle('stale', stale && view !== undefined);
  $('link').className = `badge ${stale ? 'unmarked' : view ? 'marked' : 'off'}`;
  text($('link'), stale ? `✗ no news from the server since ${since}${view ? ': this is old' : ''}` : view ? '● live' : 'connecting …');
  // the browser tries again by itself, but not after a refusal and not when the server falls silent
  if (stale && now - tried > (source.readyState === EventSource.CLOSED ? 3000 : 10_000)) listen();
}
$('filter').oninput = () => { limit = undefined; if (view) draw(); };
setInterval(watch, 1000);
listen();
