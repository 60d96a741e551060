package cells

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/jupyter/frontend"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/jupyter/wire"
	"unicode/utf8"
)

const (
	patience = 2 * time.Minute // for anything that a kernel is asked
	stopTime = 5 * time.Second // for it to end by itself
)

// kernel is a running one with a front end. Plain gonb leaves processes and folders, which the sandbox removes.
type kernel struct {
	box    *sandbox.Box
	cmd    *exec.Cmd
	exited chan struct{}
	client *frontend.Client
}

// start starts a kernel; it took the returned time until it answered.
func start(ctx context.Context, l Launch) (k *kernel, took time.Duration, err error) {
	box, err := sandbox.New()
	if err != nil {
		return nil, 0, err
	}
	k = &kernel{box: box, exited: make(chan struct{})}
	took, err = k.start(ctx, l)
	if err != nil {
		err = fmt.Errorf("cells: %s: %w\n%s", l.Argv[0], err, k.said())
		return nil, 0, errors.Join(err, k.stop())
	}
	return k, took, nil
}

func (k *kernel) start(ctx context.Context, l Launch) (time.Duration, error) {
	file, err := frontend.NewConnection(k.box.Dir)
	if err != nil {
		return 0, err
	}
	args := make([]string, len(l.Argv))
	for i, arg := range l.Argv {
		args[i] = strings.ReplaceAll(arg, kernelspec.ConnectionFile, file)
	}
	log, err := os.Create(k.log())
	if err != nil {
		return 0, err
	}
	defer log.Close()
	k.cmd = exec.Command(args[0], args[1:]...)
	k.cmd.Dir = k.box.Dir
	k.cmd.Env = append(k.box.Env(), l.Env...)
	k.cmd.Stdout, k.cmd.Stderr = log, log
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's interrupt is for us
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started := time.Now()
	if err := k.cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		_ = k.cmd.Wait()
		close(k.exited)
		cancel()
	}()
	k.client, err = frontend.Connect(ctx, file, nil)
	return time.Since(started), err
}

func (k *kernel) log() string { return filepath.Join(k.box.Dir, "log") }

// said is the end of what the kernel wrote.
func (k *kernel) said() string {
	const most = 1000
	text, _ := os.ReadFile(k.log()) // a kernel that did not start wrote nothing
	return strings.TrimSpace(string(text[max(0, len(text)-most):]))
}

// run executes a cell whose outputs must contain all of shows, and returns what it took until all its outputs were
// there.
func (k *kernel) run(ctx context.Context, code string, shows ...string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started := time.Now()
	id, err := k.client.Start(code)
	if err != nil {
		return 0, err
	}
	reply, err := k.client.Reply(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("cells: %w\n%s", err, k.said())
	}
	outputs, err := k.client.Outputs(ctx, id)
	took := time.Since(started)
	if err != nil {
		return 0, fmt.Errorf("cells: %w\n%s", err, k.said())
	}
	return took, check(code, reply, outputs, shows)
}

// mostAsked is how often a kernel is asked for a completion: plain gonb gives up after 20 s, later 8 s, if its language
// server, which loads the module meanwhile, does not answer, or completes nothing; and a user asks again.
const mostAsked = 12

// complete asks how a text can go on, again if nothing is completed, and returns what it took until the answer came.
func (k *kernel) complete(ctx context.Context, code string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started := time.Now()
	var err error
	for range mostAsked {
		var missing bool
		if missing, err = k.ask(ctx, code); !missing {
			break
		}
	}
	return time.Since(started), err
}

// ask asks once how a text can go on; the answer is missing if the kernel says so or completes nothing.
func (k *kernel) ask(ctx context.Context, code string) (missing bool, err error) {
	question := map[string]any{"code": code, "cursor_pos": utf8.RuneCountInString(code)}
	id, err := k.client.Send("shell", "complete_request", question)
	if err != nil {
		return false, err
	}
	reply, err := k.client.Reply(ctx, id)
	if err != nil {
		return false, fmt.Errorf("cells: %w\n%s", err, k.said())
	}
	var answer struct {
		Status  string   `json:"status"`
		Matches []string `json:"matches"`
	}
	if err := json.Unmarshal(reply.Content, &answer); err != nil || !slices.Contains(answer.Matches, offered) {
		err = fmt.Errorf("cells: %q is not completed to %q: %.1000s\n%s", code, offered, reply.Content, k.said())
		return answer.Status == "error" || len(answer.Matches) == 0, err
	}
	return false, nil
}

// check compares what a cell gave with what it must.
func check(code string, reply *wire.Message, outputs []*wire.Message, shows []string) error {
	var all strings.Builder
	for _, m := range outputs {
		if m.Header.Type != "execute_input" {
			all.Write(m.Content)
		}
	}
	var status struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(reply.Content, &status); err != nil || status.Status != "ok" {
		return fmt.Errorf("cells: the cell failed:\n%s\n%.2000s", code, all.String())
	}
	for _, part := range shows {
		if !strings.Contains(all.String(), part) {
			return fmt.Errorf("cells: no %q in the outputs of\n%s\nbut %.2000s", part, code, all.String())
		}
	}
	return nil
}

// stop ends the kernel and what it started.
func (k *kernel) stop() error {
	if k.client != nil {
		if _, err := k.client.Send("control", "shutdown_request", map[string]bool{"restart": false}); err == nil {
			select {
			case <-k.exited:
			case <-time.After(stopTime):
			}
		}
		_ = k.client.Close() // the kernel may have closed it
	}
	if k.cmd != nil && k.cmd.Process != nil {
		_ = k.cmd.Process.Kill() // it may have ended
		<-k.exited
	}
	return k.box.Close()
}
