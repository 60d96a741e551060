package proxy

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/cell/workspace"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/history"
	"tradeoff/kernel/internal/proxy/stale"
)

// Options says what Run needs.
type Options struct {
	ConnectionFile string              // written by the front end
	Gonb           []string            // command line of gonb, without its connection file
	Workspace      workspace.Workspace // of the cells
	Guard          []string            // command line of a process that calls Guard; empty for none
	History        string              // file of the history; "" keeps it in memory
	Saved          string              // folder of the values of earlier sessions; "" saves none
	Notebook       string              // the name of the notebook, by which its values are found again; "" saves none
	Version        string              // of the kernel
	Log            wire.Log            // gets lines about what is odd
	Limits         Limits              // of its patience with gonb
	Draw           Draw                // draws the static copies of a figure; may be nil
	// import paths by name of packages that cells use without an import line, for questions; may be nil
	Packages func() map[string]string
}

// Draw turns the option of an ECharts figure, JSON, into its static copies.
type Draw func(ctx context.Context, option []byte) (drawing.Pictures, error)

// The channels of a kernel.
const (
	shellChannel   = "shell"
	controlChannel = "control"
	stdinChannel   = "stdin"
	iopubChannel   = "iopub"
)

// kernel is the state of Run's loop.
type kernel struct {
	o       Options
	file    wire.Connection
	signer  wire.Signer
	session string
	ctx     context.Context
	events  chan func()
	guard   *guard

	routers map[string]*wire.Router
	iopub   *wire.Publisher
	out     *outbox
	history *history.History

	engine    *engine // nil while there is none
	starting  bool
	broken    error                // why the last start failed
	gaveUp    string               // why gonb was ended; "" where it ended by itself
	died      string               // what the next cell has to be told; "" for nothing
	memory    []byte               // what the last gonb has kept; nil for nothing
	waiting   []*request           // for an engine, other than cells
	queue     []*request           // cells
	running   *execution           // the cell that gonb has
	pending   map[string]*request  // questions of the front end that wait for gonb's answer, by identifier
	inquiries []inquiry            // all questions that do; gonb has the first
	cells     map[int]executedCell // by gonb's execution count
	count     int                  // of executions, as the front end sees it
	void      map[string]bool      // functions declared so far: whether they have no results
	comms     map[string]string    // open comms and their targets
	panels    map[string]*panel    // cells with controls that can be moved, by channel
	panelOf   map[string]string    // channels of the comms of controls
	values    values
	ledger    *stale.Ledger       // which cell used what of others
	left      map[string]string   // versions of names, by the code and the inputs of the cells that left them
	watchers  map[string]*watcher // front ends that show stale cells, by comm
	stopping  bool
	stopped   chan struct{}
}

// request is a message of the front end.
type request struct {
	*wire.Message
	channel string
	edit    edit
}

// Run serves the front end until it asks for a shutdown or ctx ends.
func Run(ctx context.Context, o Options) error {
	c, err := wire.ReadConnection(o.ConnectionFile)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k := &kernel{
		o: o, file: c, signer: wire.Signer(c.Key), session: wire.NewID(), ctx: ctx, events: make(chan func(), 64),
		routers: map[string]*wire.Router{}, pending: map[string]*request{}, cells: map[int]executedCell{},
		void:  map[string]bool{},
		comms: map[string]string{}, panels: map[string]*panel{}, panelOf: map[string]string{}, stopped: make(chan struct{}),
		out: newOutbox(), ledger: stale.NewLedger(), left: map[string]string{}, watchers: map[string]*watcher{},
	}
	if o.History != "" && o.Workspace.Notice != "" { // who runs a notebook without a front end is told by the command
		k.died = o.Workspace.Notice
	}
	if k.guard, err = startGuard(o.Guard); err != nil {
		return err
	}
	if err := k.openValues(); err != nil {
		return err
	}
	defer k.closeValues()
	if k.history, err = history.Open(o.History); err != nil {
		o.Log("the history is not kept: %v", err)
	}
	if err := k.listen(ctx); err != nil {
		return err
	}
	go k.out.run(ctx)
	k.startEngine()
	if os.Getenv(parentVariable) != "" {
		go endWithParent(ctx, cancel)
	}
	return k.loop(ctx)
}

// parentVariable is set by front ends that do not want their kernels to outlive them.
const parentVariable = "JPY_PARENT_PID"

// endWithParent calls stop when the process that started this one has ended.
func endWithParent(ctx context.Context, stop func()) {
	parent := os.Getppid()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
	stop()
}

// listen binds the sockets of the front end.
func (k *kernel) listen(ctx context.Context) error {
	var heartbeat *wire.Router
	bound := make(chan struct{})
	iopub, err := wire.NewPublisher(ctx, iopubChannel, k.file.Address(k.file.IOPub), k.o.Log)
	k.iopub = iopub
	failures := []error{err}
	for name, port := range map[string]int{shellChannel: k.file.Shell, controlChannel: k.file.Control,
		stdinChannel: k.file.Stdin} {
		router, err := wire.NewRouter(ctx, name, k.file.Address(port), k.o.Log, func(frames [][]byte) {
			<-bound
			k.receive(name, frames)
		})
		k.routers[name] = router
		failures = append(failures, err)
	}
	// A ROUTER that echoes serves several clients and cannot fall out of step, as a REP could.
	heartbeat, err = wire.NewRouter(ctx, "heartbeat", k.file.Address(k.file.Heartbeat), k.o.Log, func(frames [][]byte) {
		<-bound
		heartbeat.Send(frames)
	})
	close(bound)
	return errors.Join(append(failures, err)...)
}

// receive decodes a message of the front end and posts it to the loop.
func (k *kernel) receive(channel string, frames [][]byte) {
	m, err := k.signer.Decode(frames)
	if err != nil {
		k.o.Log("%s: rejected: %v", channel, err)
		return
	}
	if channel == shellChannel {
		k.out.room(k.ctx) // who does not read the answers cannot ask for ever
	}
	k.post(func() { k.onRequest(&request{Message: m, channel: channel}) })
}

// post hands a function to the loop; after its end it is dropped.
func (k *kernel) post(f func()) {
	select {
	case k.events <- f:
	case <-k.stopped:
	case <-k.ctx.Done():
	}
}

// loop runs what is posted. An interrupt from a terminal is one from the front end.
func (k *kernel) loop(ctx context.Context) error {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	for {
		select {
		case f := <-k.events:
			f()
		case <-interrupts:
			k.interrupt()
		case <-k.stopped:
			return nil
		case <-ctx.Done():
			if k.engine != nil {
				k.engine.stop(context.Background(), stopTime)
			}
			return ctx.Err()
		}
	}
}

// startEngine starts gonb without making the front end wait.
func (k *kernel) startEngine() {
	k.starting = true
	memory, values := k.memory, k.values.dir()
	go func() {
		e, err := startEngine(k.ctx, k.o, k.file, k.guard, kept{memory, values}, takers{
			message: k.fromEngine, controls: func(c *controls.Cell) { k.post(func() { k.onControls(c) }) },
		})
		k.post(func() { k.onEngine(e, err) })
		if err == nil {
			<-e.exited
			k.post(func() { k.onEngineExit(e) })
		}
	}()
}

// onEngine takes a new gonb into use, or notes why there is none: then the cells that wait fail, and the next cell
// tries again.
func (k *kernel) onEngine(e *engine, err error) {
	k.starting = false
	if k.stopping {
		if err == nil {
			go e.stop(context.Background(), stopTime)
		}
		return
	}
	if err != nil && k.memory != nil {
		k.o.Log("without the declarations of earlier cells: %v", err)
		k.clearDeclarations()
		k.died = "gonb, which runs the cells, was started again. " + k.declarationsNote()
		k.startEngine()
		return
	}
	if err != nil {
		k.o.Log("%v", err)
		k.broken = err
		k.failWaiting(failure{Name: "KernelDied", Value: "gonb, which runs the cells, does not start",
			Trace: []string{err.Error()}})
		return
	}
	k.engine, k.broken = e, nil
	waiting := k.waiting
	k.waiting = nil
	for _, r := range waiting {
		k.forward(r)
	}
	k.next()
}

// onEngineExit answers what was under way and starts gonb again.
func (k *kernel) onEngineExit(e *engine) {
	if k.stopping || k.engine != e {
		return
	}
	k.engine = nil
	how := "ended"
	if e.err != nil {
		how = "ended (" + e.err.Error() + ")"
	}
	if k.gaveUp != "" {
		how, k.gaveUp = k.gaveUp, ""
	}
	k.o.Log("gonb %s; its last words:\n%s", how, e.output.String())
	k.keepMemory(e)
	why := "gonb, which runs the cells, " + how + " and was started again. " + k.declarationsNote()
	for _, r := range k.pending {
		k.answer(r, errorContent(failure{Name: "KernelDied", Value: why}))
		k.status(r, idle)
	}
	k.pending, k.inquiries, k.comms = map[string]*request{}, nil, k.watcherComms()
	if x := k.running; x != nil {
		k.publishLate(x)
		k.fail(x, x.died(why))
	} else {
		k.died = why
	}
	go func() {
		e.stop(context.Background(), 0)
		k.post(k.startEngine)
	}()
}

// failWaiting answers everything that waits for gonb.
func (k *kernel) failWaiting(f failure) {
	queue, waiting := k.queue, k.waiting
	k.queue, k.waiting = nil, nil
	for _, r := range queue {
		k.refuse(r, f)
	}
	for _, r := range waiting {
		k.answer(r, errorContent(f))
		k.status(r, idle)
	}
}

// shutdown answers and ends, at the latest when gonb does not.
func (k *kernel) shutdown(r *request) {
	k.stopping = true
	content := map[string]any{"status": "ok", "restart": r.flag("restart", false)}
	k.status(r, busy)
	k.answer(r, content)
	k.publish("shutdown", r.Message, content)
	k.status(r, idle)
	e := k.engine
	go func() {
		if e != nil {
			e.stop(context.Background(), stopTime)
		}
		ctx, cancel := context.WithTimeout(k.ctx, stopTime)
		k.out.sent(ctx)
		cancel()
		time.Sleep(50 * time.Millisecond) // for the front end to read the reply before the sockets close
		close(k.stopped)
	}()
}

// Signals are what ends a kernel from outside.
var Signals = []os.Signal{syscall.SIGTERM, syscall.SIGHUP}
