package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/jupyter/wire"
)

// startTime is the most that gonb may take to start.
const startTime = 60 * time.Second

// stopTime is what gonb has to end by itself.
const stopTime = 2 * time.Second

// engine is a running gonb with its sockets and a sandbox by which all that it started is found.
type engine struct {
	box     *sandbox.Box
	cmd     *exec.Cmd
	exited  chan struct{}   // closed when the process has ended
	err     error           // how it ended; after exited
	output  tail            // its log
	alive   context.Context // ends with the process
	flow    flow
	clients struct{ shell, control, stdin, published *wire.Client }
	signer  wire.Signer
}

// tail keeps the end of a log.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailSize; extra > 0 {
		t.text = t.text[extra:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}

// takers get what comes from an engine until its process has ended.
type takers struct {
	message  func(e *engine, channel string, frames [][]byte)
	controls func(*controls.Cell)
}

// kept is what cells have left for a gonb: declarations, nil for none, and the folder of values, "" for none.
type kept struct {
	memory []byte
	values string
}

// startEngine starts gonb with what cells have left, and returns when messages flow both ways.
func startEngine(ctx context.Context, o Options, c wire.Connection, guard *guard, left kept, take takers) (*engine,
	error) {
	box, err := sandbox.New()
	if err != nil {
		return nil, err
	}
	e := &engine{box: box, exited: make(chan struct{}), signer: wire.Signer(c.Key)}
	var end context.CancelFunc
	e.alive, end = context.WithCancel(ctx)
	go func() { <-e.exited; end() }()
	guard.watch(box.Dir)
	c = private(c, box.Dir)
	err = e.writeMemory(left.memory)
	if err == nil {
		err = e.start(ctx, o, c, left.values, take)
	}
	if err != nil {
		close(e.exited) // for what listens until then
		return nil, errors.Join(err, box.Close())
	}
	if err := e.connect(ctx, c, take.message); err != nil {
		e.stop(context.Background(), 0)
		return nil, fmt.Errorf("%s does not start: %w\n%s", o.Gonb[0], err, e.output.String())
	}
	return e, nil
}

// start runs the process. It leads a process group, so that a terminal's interrupt does not reach it.
func (e *engine) start(ctx context.Context, o Options, c wire.Connection, values string, take takers) error {
	// The name of the file tells gonb the kernel's identity, which its widgets need.
	file := filepath.Join(e.box.Dir, filepath.Base(o.ConnectionFile))
	if err := c.Write(file); err != nil {
		return err
	}
	command, err := e.command(o, file)
	if err != nil {
		return err
	}
	e.cmd = exec.Command(command[0], command[1:]...)
	if err := errors.Join(e.serveControls(take.controls), e.serveFlow()); err != nil {
		return err
	}
	e.cmd.Env = append(e.box.Env(), protocol.ResultVariable+"="+e.resultFile(),
		protocol.ControlsVariable+"="+e.controlsSocket(),
		protocol.FlowSocketVariable+"="+e.flowSocket(), protocol.StateFileVariable+"="+e.memoryFile(),
		protocol.ValuesVariable+"="+values)
	if o.Draw != nil {
		if err := e.serveDrawing(ctx, o.Draw); err != nil {
			return err
		}
		e.cmd.Env = append(e.cmd.Env, protocol.DrawingVariable+"="+e.drawingSocket())
	}
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	e.cmd.Stdout, e.cmd.Stderr = &e.output, &e.output
	e.cmd.WaitDelay = time.Second // a cell that survives gonb may hold its standard error
	if err := e.cmd.Start(); err != nil {
		return err
	}
	go func() {
		e.err = e.cmd.Wait()
		close(e.exited)
	}()
	return nil
}

func (e *engine) resultFile() string { return filepath.Join(e.box.Dir, protocol.ResultFile) }

func (e *engine) drawingSocket() string { return filepath.Join(e.box.Dir, protocol.DrawingSocket) }

// listen opens a socket for cells until the engine has ended.
func (e *engine) listen(socket string) (net.Listener, error) {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	go func() {
		<-e.exited
		_ = listener.Close()
	}()
	return listener, nil
}

// connect dials the sockets and waits until an answer is seen on both sides.
func (e *engine) connect(ctx context.Context, c wire.Connection, take func(*engine, string, [][]byte)) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTime, fmt.Errorf("not within %v", startTime))
	defer cancel()
	go func() {
		select {
		case <-e.exited:
			cancel()
		case <-ctx.Done():
		}
	}()
	// one for all, as gonb answers control requests on shell and asks on stdin whom it saw on shell
	identity := wire.NewID()
	answered := make(chan string, 100)
	for _, socket := range []struct {
		name   string
		port   int
		client **wire.Client
	}{
		{iopubChannel, c.IOPub, &e.clients.published}, {shellChannel, c.Shell, &e.clients.shell},
		{controlChannel, c.Control, &e.clients.control}, {stdinChannel, c.Stdin, &e.clients.stdin},
	} {
		client, err := e.dial(ctx, socket.name, c.Address(socket.port), identity)
		if err != nil {
			return err
		}
		*socket.client = client
		go client.Receive(func(frames [][]byte) {
			select {
			case answered <- socket.name:
			default:
			}
			take(e, socket.name, frames)
		})
	}
	return e.probe(ctx, answered)
}

func (e *engine) dial(ctx context.Context, channel, address, identity string) (*wire.Client, error) {
	if channel == iopubChannel {
		return wire.DialSubscriber(ctx, address)
	}
	return wire.DialDealer(ctx, address, identity)
}

// probe asks until an answer is seen on shell and on iopub, whose subscription takes effect some time after it was
// made.
func (e *engine) probe(ctx context.Context, answered <-chan string) error {
	seen := map[string]bool{}
	for !seen[shellChannel] || !seen[iopubChannel] {
		m, err := wire.New("kernel_info_request", probeSession, nil, struct{}{})
		if err != nil {
			return err
		}
		if err := e.clients.shell.Send(e.signer.Encode(m)); err != nil {
			return err
		}
		for wait := time.After(20 * time.Millisecond); wait != nil; {
			select {
			case name := <-answered:
				seen[name] = true
			case <-wait:
				wait = nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// probeSession marks our own questions: nobody else is told of the answers.
const probeSession = "diversity-proxy"

// send passes a message to one of gonb's sockets. Of an error the end of the process tells.
func (e *engine) send(channel string, m *wire.Message) {
	client := map[string]*wire.Client{
		shellChannel: e.clients.shell, controlChannel: e.clients.control, stdinChannel: e.clients.stdin,
	}[channel]
	_ = client.Send(e.signer.Encode(m))
}

// stop ends gonb, gopls and the running cell, politely for the given time, and removes their files.
func (e *engine) stop(ctx context.Context, patience time.Duration) {
	if patience > 0 && e.clients.control != nil {
		if m, err := wire.New("shutdown_request", probeSession, nil, map[string]bool{"restart": false}); err == nil {
			e.send(controlChannel, m)
		}
		select {
		case <-e.exited:
		case <-time.After(patience):
		case <-ctx.Done():
		}
	}
	_ = e.cmd.Process.Kill()
	<-e.exited
	for _, client := range []*wire.Client{e.clients.published, e.clients.shell, e.clients.control, e.clients.stdin} {
		if client != nil {
			_ = client.Close()
		}
	}
	_ = e.box.Close() // processes that cannot be ended; the next kernel tries again
}
