// Draws live controls and tells the kernel where they stand. The messages are those of package controls.
function makeControlsPlugin(Widget, IRenderMimeRegistry, INotebookTracker) {
  'use strict';
  var MIME = 'application/vnd.diversity.controls+json';
  var TARGET = 'diversity.controls';
  var PACE = 40; // milliseconds between two messages at least

  var STYLE = '.diversity-controls { display: grid; grid-template-columns: max-content minmax(120px, 420px) minmax(5em, max-content);' +
    ' gap: 6px 14px; align-items: center; padding: 10px 14px; font: 13px/1.4 var(--jp-ui-font-family, sans-serif);' +
    ' color: var(--jp-content-font-color1, #222222); }' +
    '.diversity-controls input, .diversity-controls select { width: 100%; margin: 0; accent-color: var(--jp-brand-color1, #0072B2); font: inherit; }' +
    '.diversity-controls select, .diversity-controls button { color: inherit; background: var(--jp-layout-color1, white);' +
    ' border: 1px solid var(--jp-border-color1, #BBBBBB); border-radius: 3px; padding: 3px 8px; }' +
    '.diversity-controls output { font-variant-numeric: tabular-nums; }' +
    '.diversity-controls button { grid-column: 1; justify-self: start; font: inherit; cursor: pointer; }' +
    '.diversity-controls p { grid-column: 2 / span 2; margin: 0; color: var(--jp-content-font-color2, #666666); font-size: 90%; }' +
    '.diversity-controls :disabled { opacity: 0.6; cursor: default; }';

  function element(tag, members, children) {
    var node = Object.assign(document.createElement(tag), members);
    node.append.apply(node, children || []);
    return node;
  }

  // slider and list return the nodes of a row and how to read its position.
  function slider(control, moved) {
    var value = element('output', { textContent: control.labels[control.at] });
    var input = element('input', { type: 'range', min: 0, max: control.labels.length - 1, step: 1, value: control.at });
    input.setAttribute('aria-valuetext', value.textContent);
    input.addEventListener('input', function () {
      value.textContent = control.labels[input.value];
      input.setAttribute('aria-valuetext', value.textContent);
      moved();
    });
    return { input: input, beside: value, at: function () { return Number(input.value); } };
  }

  function list(control, moved) {
    var input = element('select', {}, control.labels.map(function (label) { return element('option', { textContent: label }); }));
    input.selectedIndex = control.at;
    input.addEventListener('change', moved);
    return { input: input, beside: element('span'), at: function () { return input.selectedIndex; } };
  }

  class ControlsRenderer extends Widget {
    constructor(options, kernelAt) {
      super();
      this.mimeType = options.mimeType;
      this.kernelAt = kernelAt;
      this.comm = null;
      this.timer = 0;
      this.rows = [];
    }

    async renderModel(model) {
      var data = model.data[this.mimeType];
      this.panel = typeof data === 'string' ? JSON.parse(data) : data;
      this.draw();
      if (this.isAttached) this.connect();
    }

    onAfterAttach(message) {
      super.onAfterAttach(message);
      if (this.panel) this.connect();
    }

    draw() {
      var self = this, moved = function () { self.moved(); };
      this.rows = this.panel.controls.map(function (control) { return control.kind === 'list' ? list(control, moved) : slider(control, moved); });
      this.done = element('button', { type: 'button', textContent: 'Done', title: 'Keep the figure as it is and end the cell' });
      this.done.addEventListener('click', function () { self.send(true); });
      this.note = element('p');
      var grid = element('div', { className: 'diversity-controls' });
      this.rows.forEach(function (row, i) {
        row.input.id = 'diversity-' + self.panel.channel + '-' + i;
        // Keys are for the control, not for the notebook, which binds the arrow keys to whatever element has the focus.
        row.input.setAttribute('data-lm-suppress-shortcuts', 'true');
        grid.append(element('label', { htmlFor: row.input.id, textContent: self.panel.controls[i].name }), row.input, row.beside);
      });
      grid.append(this.done, this.note);
      this.node.replaceChildren(element('style', { textContent: STYLE }), grid);
      this.enable(false, 'Run the cell to move these.');
    }

    enable(on, note) {
      this.rows.forEach(function (row) { row.input.disabled = !on; });
      this.done.disabled = !on;
      this.note.textContent = note;
    }

    // connect opens the comm once the notebook is known, which it is when this is in the page. The kernel closes it when the cell has
    // ended, or at once if it belongs to an earlier visit.
    connect() {
      var kernel = !this.comm && this.kernelAt(this.node);
      if (!kernel) return;
      var self = this, comm = kernel.createComm(TARGET);
      this.comm = comm;
      comm.onClose = function () { self.disconnected(); };
      comm.open({ channel: this.panel.channel, at: this.positions() });
      this.enable(true, 'Done, or running another cell, keeps the figure as it is.');
    }

    disconnected() {
      clearTimeout(this.timer);
      this.timer = 0;
      this.comm = null;
      if (!this.isDisposed) this.enable(false, 'Run the cell to move these.');
    }

    positions() { return this.rows.map(function (row) { return row.at(); }); }

    // moved tells the kernel at a steady pace, and in the end where the controls came to rest.
    moved() {
      var self = this;
      if (!this.timer) this.timer = setTimeout(function () { self.timer = 0; self.send(false); }, PACE);
    }

    send(done) {
      if (!this.comm || this.comm.isDisposed) return;
      this.comm.send({ at: this.positions(), done: done });
      if (done) this.enable(false, '');
    }

    dispose() {
      if (this.isDisposed) return;
      clearTimeout(this.timer);
      var comm = this.comm;
      this.comm = null;
      super.dispose();
      if (comm && !comm.isDisposed) {
        comm.onClose = null;
        comm.close();
      }
    }
  }

  return {
    id: 'diversity-figures:controls',
    description: 'Controls that a running cell follows.',
    autoStart: true,
    requires: [IRenderMimeRegistry, INotebookTracker],
    activate: function (app, registry, tracker) {
      function kernelAt(node) {
        var panel = tracker.find(function (candidate) { return candidate.node.contains(node); });
        var session = panel && panel.sessionContext.session;
        return session && session.kernel;
      }
      registry.addFactory({
        safe: true, mimeTypes: [MIME], createRenderer: function (options) { return new ControlsRenderer(options, kernelAt); },
      }, 0);
    },
  };
}
