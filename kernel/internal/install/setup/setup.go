package setup

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Options says what is set up.
type Options struct {
	Headless bool                            // only what executing a notebook needs: no completion
	Log      func(component, message string) // called from one goroutine at a time; may be nil
}

// All lists every component, for a report: first what only the user can install, then what setup does.
func (m *Machine) All() []Component {
	list := append(m.given(), m.pythonComponent())
	for _, stage := range m.stages(Options{}) {
		list = append(list, stage...)
	}
	return append(list, m.spaceComponent(), m.storeComponent())
}

// given is what has to be there before.
func (m *Machine) given() []Component {
	return []Component{m.goComponent(), m.compilerComponent()}
}

// stages are installed one after another, the components of a stage side by side.
func (m *Machine) stages(o Options) [][]Component {
	first := []Component{m.environmentComponent(), m.deviceComponent(), m.binaryComponent()}
	second := []Component{m.shimsComponent()} // after the others only because compilers share the cores
	for _, t := range tools() {
		first = append(first, m.toolComponent(t))
	}
	if !o.Headless {
		second = append(second, m.goplsComponent())
	}
	return [][]Component{first, second, {m.specComponent(), m.extensionComponent(), m.warmComponent()}}
}

// Run installs what is missing. It waits for another set-up of the same cache. Nothing is changed, and no time is lost,
// where all is there. The error is a [*Problem], several joined ones, or that of ctx; optional components that fail are
// only logged.
func (m *Machine) Run(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = func(string, string) {}
	}
	if len(m.missing(ctx, o)) == 0 {
		return nil
	}
	if err := m.ready(ctx); err != nil {
		return err
	}
	unlock, err := m.lock(ctx, o)
	if err != nil {
		return err
	}
	defer unlock()
	if err := m.removeLeftovers(o); err != nil {
		return err
	}
	if err := m.makeFolders(); err != nil {
		return err
	}
	started := time.Now()
	for _, stage := range m.stages(o) {
		if err := m.installStage(ctx, stage, o); err != nil {
			return err
		}
	}
	o.Log("all", fmt.Sprintf("ready after %.0f s", time.Since(started).Seconds()))
	return nil
}

// missing lists the components that are not there, of all stages.
func (m *Machine) missing(ctx context.Context, o Options) []Component {
	var list []Component
	for _, stage := range m.stages(o) {
		for _, c := range stage {
			if !c.Check(ctx).OK {
				list = append(list, c)
			}
		}
	}
	return list
}

// ready checks what setup itself needs before it changes anything, and reports all that is wrong.
func (m *Machine) ready(ctx context.Context) error {
	if err := m.directories(); err != nil {
		return err
	}
	list := append(m.given(), m.spaceComponent())
	if !m.environmentComponent().Check(ctx).OK {
		list = append(list, m.pythonComponent())
	}
	var problems []error
	for _, c := range list {
		if status := c.Check(ctx); !status.OK {
			problems = append(problems, c.problem(status))
		}
	}
	return errors.Join(problems...)
}

// lock waits for other set-ups. The lock ends with its process.
func (m *Machine) lock(ctx context.Context, o Options) (unlock func(), err error) {
	lock := flock.New(m.lockPath())
	if free, err := lock.TryLock(); err == nil && !free {
		o.Log("all", "waiting for another set-up")
	}
	if _, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock of %s: %w", m.Dirs.Cache, err)
	}
	return func() { _ = lock.Close() }, nil
}

func (m *Machine) lockPath() string { return filepath.Join(m.Dirs.Cache, ".setup.lock") }

// installStage installs the missing components of a stage side by side.
func (m *Machine) installStage(ctx context.Context, stage []Component, o Options) error {
	var group sync.WaitGroup
	var logging sync.Mutex
	failures := make([]error, len(stage))
	for i, c := range stage {
		if c.Check(ctx).OK {
			continue
		}
		log := func(message string) {
			logging.Lock()
			defer logging.Unlock()
			o.Log(c.Name, message)
		}
		group.Go(func() { failures[i] = install(ctx, c, log) })
	}
	group.Wait()
	return errors.Join(failures...)
}

// install turns the failure of an optional component into a line of the log.
func install(ctx context.Context, c Component, log func(string)) error {
	started := time.Now()
	err := c.Install(ctx, log)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && c.Optional:
		log("warning, goes on without it: " + err.Error())
		return nil
	case err != nil:
		return err
	}
	log(fmt.Sprintf("done after %.1f s", time.Since(started).Seconds()))
	return nil
}
