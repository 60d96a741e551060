package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fakeProgram stands in for go, gofmt, python3, pip and the browser check: it writes down where it is called and with
// what, and makes the files that later commands look for.
const fakeProgram = `#!/usr/bin/env bash
echo "${PWD#"$TREE"} ${0##*/} $*" >>"$CALLS"
case "${0##*/} $*" in
  *" setup"* | *" run notebooks/"*) mkdir -p "$DIVERSITY_CACHE" ;;
  *goroutines.go) printf '%s\n' raced/diversity/runner raced/package ;;
esac
previous=
for word; do
  case $previous in
    -o) cp "$0" "$word" ;;
    --html) : >"$word" ;;
    venv) mkdir -p "$word/bin" && cp "$0" "$word/bin/pip" && cp "$0" "$word/bin/python" ;;
  esac
  previous=$word
done
`

// ciCalls runs .ci/run in a tree where every program is a fake, and lists the calls, with the temporary folder as WORK.
func ciCalls(t *testing.T, steps ...string) (calls []string, output string, code int) {
	t.Helper()
	tree, bin := t.TempDir(), t.TempDir()
	text, err := os.ReadFile("../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{filepath.Join(tree, ".ci/run"): string(text),
		filepath.Join(tree, ".ci/browser/run"):        fakeProgram,
		filepath.Join(tree, "kernel/real_test.go"):    "func TestIntegrationA(t *testing.T) {}",
		filepath.Join(tree, "diversity/fast_test.go"): "func TestA(t *testing.T) {}",
	}
	for _, name := range []string{"go", "gofmt", "python3"} {
		files[filepath.Join(bin, name)] = fakeProgram
	}
	for _, folder := range []string{"bench", "lint", "kubernetes", "docker"} {
		files[filepath.Join(tree, ".ci", folder, "go.mod")] = ""
	}
	for path, content := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	log := filepath.Join(t.TempDir(), "calls")
	cmd := exec.Command("bash", append([]string{filepath.Join(tree, ".ci", "run")}, steps...)...)
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "CALLS="+log, "TREE="+tree)
	out, _ := cmd.CombinedOutput()
	written, _ := os.ReadFile(log) // there is none if nothing was called
	work := regexp.MustCompile(`/\S*/tmp\.[^/ ]+`)
	for line := range strings.Lines(string(written)) {
		line = strings.TrimSpace(strings.ReplaceAll(line, tree, "TREE"))
		calls = append(calls, work.ReplaceAllString(line, "WORK"))
	}
	return calls, string(out), cmd.ProcessState.ExitCode()
}

// ciSteps are the steps in the order in which all of them are run.
func ciSteps() []string {
	return []string{"lint", "notebooks", "test", "race", "components", "browser"}
}

// Without an argument .ci/run does what its steps do, each once and in order; a step by itself prepares what it needs
// of earlier ones.
func TestCIRunsTheStepsThatAreNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short the script of CI is not run")
	}
	t.Parallel()
	all, output, code := ciCalls(t)
	if code != 0 || len(all) < 40 || !strings.Contains(output, "== done") {
		t.Fatalf("exit code %d after %d calls: %s", code, len(all), output)
	}
	var single []string
	for _, step := range ciSteps() {
		calls, output, code := ciCalls(t, step)
		if code != 0 || len(calls) == 0 {
			t.Errorf("%s: exit code %d after %d calls: %s", step, code, len(calls), output)
		}
		single = append(single, calls...)
	}
	prepared := func(call string) bool {
		return call == "go run ./kernel setup" || !slices.Contains(all, call)
	}
	if slices.Contains(all, "go run ./kernel setup") {
		t.Error("all steps together set up twice")
	}
	setups := 0
	for _, call := range single {
		if call == "go run ./kernel setup" {
			setups++
		}
	}
	if setups != 3 {
		t.Errorf("%d of the single steps set up first, want test, race and components", setups)
	}
	have := map[string]int{}
	for _, call := range slices.DeleteFunc(single, prepared) {
		have[call]++
	}
	for _, call := range all {
		if have[call] == 0 {
			t.Errorf("no single step calls %q", call)
		}
	}
	for call := range have {
		if !slices.Contains(all, call) {
			t.Errorf("all steps together do not call %q", call)
		}
	}
}

// The race detector watches the packages that can have more than one goroutine, and integration tests are run where
// there are some.
func TestCIChoosesPackages(t *testing.T) {
	t.Parallel()
	for want, step := range map[string]string{"modernc.org/...=-race=false raced/diversity/runner": "race",
		" -short raced/package": "race", " -run Integration ./kernel": "components"} {
		calls, output, code := ciCalls(t, step)
		if code != 0 || !slices.ContainsFunc(calls, func(call string) bool { return strings.HasSuffix(call, want) }) {
			t.Errorf("%s: exit code %d, no call ends with %q: %q %s", step, code, want, calls, output)
		}
	}
	if testing.Short() {
		t.Log("with -short it is not asked which packages of this tree have goroutines")
		return
	}
	list := exec.Command("go", "run", ".ci/goroutines.go")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"diversity/internal/stall": true, // a go statement
		"diversity/theory":         true, // a package that it imports has some
		"diversity/worlds":         true,
		"diversity/pretrain":       true,
		"kernel/show":              true,
		"diversity/display":        false,
		"diversity/recipe":         false,
	} {
		if got := strings.Contains(string(out), "/"+path+"\n"); got != want {
			t.Errorf("%s has goroutines: %v, want %v", path, got, want)
		}
	}
}

func TestCIRefusesAStepThatDoesNotExist(t *testing.T) {
	t.Parallel()
	for _, steps := range [][]string{{"lint", "tests"}, {""}, {"lint notebooks"}, {"--help"}} {
		calls, output, code := ciCalls(t, steps...)
		if code != 2 || len(calls) > 0 || !strings.Contains(output, strings.Join(ciSteps(), " ")) {
			t.Errorf("%q: exit code %d, %d calls: %s", steps, code, len(calls), output)
		}
	}
}

// The workflow has a job for each step, and everything it uses from elsewhere is pinned.
func TestWorkflowRunsEveryStep(t *testing.T) {
	text, err := os.ReadFile("../.github/workflows/ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	if want := "step: [" + strings.Join(ciSteps(), ", ") + "]"; !strings.Contains(string(text), want) {
		t.Errorf("the matrix is not %s", want)
	}
	for _, want := range []string{"go-version-file: go.mod\n", "run: .ci/run ${{ matrix.step }}\n", "contents: read\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the workflow has no %q", want)
		}
	}
	used := regexp.MustCompile(`uses: (\S+)`).FindAllStringSubmatch(string(text), -1)
	if len(used) < 4 {
		t.Errorf("%d actions", len(used))
	}
	for _, action := range used {
		if !regexp.MustCompile(`^actions/[a-z-]+@[0-9a-f]{40}$`).MatchString(action[1]) {
			t.Errorf("%s is not pinned by its commit", action[1])
		}
	}
}

// Every package whose tests have a long form is in the command that the workflow runs once a week and CONTRIBUTING
// gives.
func TestWorkflowRunsTheLongForms(t *testing.T) {
	const command = "DIVERSITY_LONG=1 go test -v -timeout 5h " +
		"./diversity/theory/... ./diversity/probe ./kernel/internal/cell/gonbfix"
	for path, want := range map[string]string{
		"../.ci/run": command, "../.github/workflows/ci.yml": "run: .ci/run long\n", "../.github/CONTRIBUTING.md": "`.ci/run long`",
	} {
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s has no %q: %v", path, want, err)
		}
	}
	covered := []string{"../diversity/theory/", "../diversity/probe/", "../diversity/pretrain/backbones_",
		"../diversity/pretrain/learning_", "../diversity/runner/rates_", "../diversity/runner/presets_", "../diversity/report/",
		"internal/cell/gonbfix/",
		"internal/install/rename/", "published_", "analyse_published_", "contributing_", "precommit_"}
	long := regexp.MustCompile(`testkit\.(?:Long|Simulated)\(|Getenv\("DIVERSITY_LONG"\)`)
	found := 0
	for _, root := range []string{"../diversity", "."} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") || path == "ci_test.go" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil || !long.Match(text) {
				return err
			}
			found++
			if !slices.ContainsFunc(covered, func(part string) bool { return strings.HasPrefix(filepath.ToSlash(path), part) }) {
				t.Errorf("%s has a long form that .ci/run long leaves out", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 8 {
		t.Errorf("only %d files have long forms", found)
	}
}
