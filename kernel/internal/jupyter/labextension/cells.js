// Marks the cells whose inputs have changed since they ran, and runs them again. The kernel says which, on a comm; the messages are
// those of package protocol.
function makeCellsPlugin(INotebookTracker, NotebookActions) {
  'use strict';
  var TARGET = 'diversity.cells';
  var KERNEL = 'diversity'; // the implementation of which a kernel speaks
  var STALE = 'diversity-stale';
  var RAN = 'diversity.ran'; // where the metadata of a cell say what it ran on
  var PAUSE = 100; // milliseconds until a change of the cells is told

  // The prompt of a cell that is not selected is pale, the word would be hard to read.
  var STYLE = '.' + STALE + ' .jp-InputArea-prompt { opacity: 1; } .' + STALE + ' .jp-InputArea-prompt::after { content: "stale"; display: block; font-size: 85%; line-height: 1.2; color: #8A4B00; }' +
    'body[data-jp-theme-light="false"] .' + STALE + ' .jp-InputArea-prompt::after { color: #FFB74D; }';

  // Watch is the connection of one notebook with its kernel.
  class Watch {
    constructor(panel) {
      var self = this;
      this.panel = panel;
      this.kernel = null;
      this.comm = null;
      this.refused = false; // the kernel knows no such comm
      this.stale = {};      // why, by the identifier of a cell
      this.told = '';
      this.timer = 0;
      this.rerunning = false;
      var context = panel.sessionContext, changed = function () { self.changed(); };
      context.kernelChanged.connect(function () { self.connect(); });
      context.statusChanged.connect(function (_, status) {
        if (/start/.test(status)) self.refused = false;
        else self.connect();
      });
      panel.content.modelContentChanged.connect(changed);
      panel.content.modelChanged.connect(changed);
      panel.disposed.connect(function () { clearTimeout(self.timer); });
      this.connect();
    }

    // connect opens the comm of a kernel of ours, again after a restart, which ends all comms.
    async connect() {
      var session = this.panel.sessionContext.session, kernel = session && session.kernel;
      if (kernel !== this.kernel) {
        this.kernel = kernel;
        this.refused = false;
        this.comm = null;
        this.show({ stale: [] });
      }
      if (!kernel || this.refused || this.comm && !this.comm.isDisposed) return;
      var info = await kernel.info;
      if (info.implementation !== KERNEL || kernel !== this.kernel || this.comm && !this.comm.isDisposed || this.panel.isDisposed) return;
      var self = this, comm = kernel.createComm(TARGET);
      this.comm = comm;
      comm.onClose = function () { self.refused = true; self.show({ stale: [] }); };
      comm.onMsg = function (message) { self.receive(message.content.data); };
      this.show({ stale: [] });
      this.told = JSON.stringify(this.order());
      comm.open({ order: this.order() });
    }

    order() { return this.panel.content.widgets.map(function (cell) { return cell.model.id; }); }

    // changed tells the kernel, after a while, where the cells stand now, and marks cells that are new on the page.
    changed() {
      var self = this;
      clearTimeout(this.timer);
      this.timer = setTimeout(function () {
        if (self.panel.isDisposed) return;
        self.mark();
        var order = self.order(), text = JSON.stringify(order);
        if (text === self.told || !self.comm || self.comm.isDisposed) return;
        self.told = text;
        self.comm.send({ order: order });
      }, PAUSE);
    }

    receive(data) {
      if (data.ran) {
        this.record(data);
        return;
      }
      this.show(data);
      if (data.rerun) this.rerun();
    }

    // record puts what a cell ran on into its metadata, which are saved with the notebook.
    record(data) {
      this.panel.content.widgets.forEach(function (cell) {
        if (cell.model.id === data.cell && cell.model.type === 'code') cell.model.setMetadata(RAN, data.ran);
      });
    }

    show(data) {
      this.stale = {};
      for (var cell of data.stale) this.stale[cell.cell] = cell.why;
      this.mark();
    }

    mark() {
      var self = this;
      this.panel.content.widgets.forEach(function (cell) {
        self.markCell(cell);
        if (cell.ready) cell.ready.then(function () { if (!cell.isDisposed) self.markCell(cell); });
      });
    }

    markCell(cell) {
      var why = this.stale[cell.model.id], prompt = cell.node.querySelector('.jp-InputArea-prompt');
      if (!why && !cell.node.classList.contains(STALE)) return;
      cell.node.classList.toggle(STALE, Boolean(why));
      if (prompt && why) prompt.title = 'Stale: it ' + why;
      else if (prompt) prompt.removeAttribute('title');
    }

    // rerun runs the stale cells from top to bottom, until one fails. Each may change what is stale below it.
    async rerun() {
      if (this.rerunning) return;
      this.rerunning = true;
      try {
        var notebook = this.panel.content;
        for (var i = 0; i < notebook.widgets.length; i++) {
          if (!this.stale[notebook.widgets[i].model.id]) continue;
          if (!await NotebookActions.runCells(notebook, [notebook.widgets[i]], this.panel.sessionContext)) return;
        }
      } finally {
        this.rerunning = false;
      }
    }
  }

  return {
    id: 'diversity-figures:cells',
    description: 'Marks cells whose inputs have changed.',
    autoStart: true,
    requires: [INotebookTracker],
    activate: function (app, tracker) {
      document.head.append(Object.assign(document.createElement('style'), { textContent: STYLE }));
      var watch = function (panel) { panel.sessionContext.ready.then(function () { if (!panel.isDisposed) new Watch(panel); }); };
      tracker.forEach(watch);
      tracker.widgetAdded.connect(function (_, panel) { watch(panel); });
    },
  };
}
