//go:build unix

package cluster

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

func mustScript(t *testing.T, dir string, o Slurm) string {
	t.Helper()
	script, err := Script(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

func TestScriptIsTheGoldenFile(t *testing.T) {
	t.Setenv(study.WorkerVariable, "/shared/bin/kernel")
	golden(t, "default.sh", mustScript(t, "/shared/studies/letters", Slurm{}))
	golden(t, "everything.sh", mustScript(t, `/shared/a user's 50% "home"/studies/letters`, Slurm{
		Name: "sweep", Tasks: 100, Array: "3,7-9", MaxRunning: 20, Partition: "gpu,long", Account: "lab", QOS: "low",
		Time: 36*time.Hour + 30*time.Minute, Memory: "4G", CPUsPerTask: 2, Gres: "gpu:a100:1",
		ExtraLines: []string{"module load cuda", `#SBATCH --constraint="fast&new"`, "export XLA_FLAGS='--a --b'"},
		LogDir:     "/shared/logs", Worker: []string{"/opt/it's here/kernel"}, NoRequeue: true, SignalLead: 5 * time.Minute,
	}))
}

// sandbox runs scripts with programs of its own: a worker, scontrol and sbatch, which write down how they are called.
type sandbox struct {
	dir    string // with what scripts stumble over
	study  string
	worker string
}

func newSandbox(t *testing.T, worker string) sandbox {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	dir := filepath.Join(t.TempDir(), "a user's $HOME; `x` \"50%\" # é")
	s := sandbox{dir, filepath.Join(dir, "studies", "letters"), filepath.Join(dir, "kernel")}
	s.write(t, "kernel", `printf '%s\n' "$@" >"`+`$CALLED"`+"\n"+worker)
	s.write(t, "bin/scontrol", `printf '%s ' "$@" >>"$REQUEUED"`)
	t.Setenv("PATH", filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	t.Setenv("CALLED", filepath.Join(dir, "called"))
	t.Setenv("REQUEUED", filepath.Join(dir, "requeued"))
	t.Setenv("SLURM_JOB_ID", "17")
	t.Setenv("SLURM_ARRAY_TASK_ID", "3")
	return s
}

func (s sandbox) write(t *testing.T, name, script string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/bash\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// read is the content of a file of the sandbox; empty if there is none.
func (s sandbox) read(name string) string {
	text, _ := os.ReadFile(filepath.Join(s.dir, name))
	return string(text)
}

func (s sandbox) command(t *testing.T, o Slurm) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	o.Worker = []string{s.worker}
	var out bytes.Buffer
	cmd := exec.Command("bash", "-c", mustScript(t, s.study, o))
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

func TestScriptCallsTheWorker(t *testing.T) {
	s := newSandbox(t, `[ "$MODULE" = "it's loaded" ] && [ -z "$NOTHING" ]`)
	cmd, out := s.command(t, Slurm{Tasks: 12, ExtraLines: []string{`export MODULE="it's loaded"`, "set -eu; NOTHING="}})
	if err := cmd.Run(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	want := "worker\n--study\n" + s.study + "\n--index\n3\n--count\n12\n"
	if got := s.read("called"); got != want {
		t.Errorf("the worker was called with\n%s\nwant\n%s", got, want)
	}
	if again := s.read("requeued"); again != "" {
		t.Errorf("put back although all is done: %s", again)
	}
}

func TestScriptPutsTasksBack(t *testing.T) {
	for _, c := range []struct {
		name, worker, restarts string
		o                      Slurm
		code                   int
		again                  bool
		said                   string
	}{
		{"hindered", "exit 75", "", Slurm{}, 75, true, "exit code 75"},
		{"hindered again", "exit 75", "4", Slurm{MaxRequeues: 5}, 75, true, "back into the queue"},
		{"hindered too often", "exit 75", "5", Slurm{MaxRequeues: 5}, 75, false, "was put back 5 times"},
		{"hindered, left alone", "exit 75", "", Slurm{NoRequeue: true}, 75, false, ""},
		{"impossible", "exit 78", "", Slurm{}, 78, false, ""},
		{"broken", "exit 1", "", Slurm{}, 1, false, ""},
		{"killed", "kill -KILL $$", "", Slurm{}, 137, false, ""},
		{"done", "exit 0", "", Slurm{}, 0, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSandbox(t, c.worker)
			t.Setenv("SLURM_RESTART_COUNT", c.restarts)
			cmd, out := s.command(t, c.o)
			_ = cmd.Run()
			if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(out.String(), c.said) {
				t.Errorf("exit code %d, want %d, and to hear %q: %s", code, c.code, c.said, out)
			}
			if again := s.read("requeued"); (again == "requeue 17 ") != c.again || (again == "") == c.again {
				t.Errorf("scontrol was called with %q", again)
			}
		})
	}
}

// patient is a worker that says it is ready and ends when it is told to, after a moment.
const patient = `trap 'sleep 0.2; echo told USR1; exit 75' USR1
trap 'sleep 0.2; echo told TERM; exit 75' TERM
: >"$CALLED.ready"
while :; do sleep 0.05; done`

func TestScriptPassesSignalsOn(t *testing.T) {
	for _, c := range []struct {
		signal syscall.Signal
		worker string
		said   string
		again  string
	}{
		{syscall.SIGUSR1, patient, "told USR1", "requeue 17 "},
		{syscall.SIGTERM, patient, "told TERM", ""}, // Slurm has ended it and knows whether to start it again
		{syscall.SIGUSR1, ": >\"$CALLED.ready\"\nexec sleep 60", "exit code 138", "requeue 17 "},
	} {
		s := newSandbox(t, c.worker)
		cmd, out := s.command(t, Slurm{})
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); s.missing("called.ready"); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the worker was not started")
			}
		}
		if err := cmd.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code < 75 || !strings.Contains(out.String(), c.said) {
			t.Errorf("%v: exit code %d, want to hear %q: %s", c.signal, code, c.said, out)
		}
		if again := s.read("requeued"); again != c.again {
			t.Errorf("%v: scontrol was called with %q, want %q", c.signal, again, c.again)
		}
	}
}

func (s sandbox) missing(name string) bool {
	_, err := os.Stat(filepath.Join(s.dir, name))
	return err != nil
}

func TestScriptWithoutScontrol(t *testing.T) {
	s := newSandbox(t, "exit 75")
	s.write(t, "bin/scontrol", "echo 'Requested operation is presently disabled' >&2; exit 1")
	cmd, out := s.command(t, Slurm{})
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 75 || !strings.Contains(out.String(), "submit it again") {
		t.Errorf("exit code %d: %s", code, out)
	}
}

func TestSubmit(t *testing.T) {
	s := newSandbox(t, "")
	s.write(t, "bin/sbatch", `[ "$*" = --parsable ] || exit 1
cat >"$CALLED.sh"
echo '42;far'`)
	o := Slurm{Worker: []string{s.worker}}
	job, err := Submit(context.Background(), s.study, o)
	if err != nil || job != "42" {
		t.Fatalf("job %q: %v", job, err)
	}
	if got := s.read("called.sh"); got != mustScript(t, s.study, o) {
		t.Errorf("sbatch read\n%s", got)
	}
	if s.missing("studies/letters/logs") {
		t.Error("there is no directory for the logs")
	}
}

func TestSubmitSaysWhyNot(t *testing.T) {
	s := newSandbox(t, "")
	o := Slurm{Worker: []string{s.worker}}
	for script, want := range map[string]string{
		"echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1": "invalid partition specified: gpu",
		"echo; echo strange >&2": "named no job: strange",
	} {
		s.write(t, "bin/sbatch", script)
		if _, err := Submit(context.Background(), s.study, o); !errors.Is(err, ErrRefused) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", script, err)
		}
	}
	s.write(t, "bin/sbatch", "exec sleep 60")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Submit(ctx, s.study, o); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	o.LogDir = filepath.Join(s.dir, "kernel", "logs")
	if _, err := Submit(context.Background(), s.study, o); !errors.Is(err, syscall.ENOTDIR) ||
		!strings.Contains(err.Error(), s.worker) {
		t.Errorf("logs below a file: %v", err)
	}
	if _, err := Submit(context.Background(), s.study, Slurm{Tasks: -1}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("invalid: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Submit(context.Background(), s.study, Slurm{Worker: o.Worker}); !errors.Is(err, ErrNoSlurm) ||
		!strings.Contains(err.Error(), "login node") {
		t.Errorf("no sbatch: %v", err)
	}
}
