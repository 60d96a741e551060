package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"

	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/rename"
)

// publish moves a copy of this tree to another path and puts it on a module proxy that is a folder. It returns the
// version and the environment that has the proxy, and no other. The version is of this test alone, since the module
// cache keeps what it has seen; it is removed from there at the end.
func publish(t *testing.T) (module.Version, []string) {
	t.Helper()
	tree, folder := copyOfTheTree(t), t.TempDir()
	if out, err := exec.Command("git", "init", "--quiet", tree).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	v := module.Version{Path: "example.org/published/lab", Version: fmt.Sprintf("v0.1.%d", time.Now().UnixNano())}
	if _, err := rename.Module(t.Context(), tree, v.Path); err != nil {
		t.Fatal(err)
	}
	if err := offer(v, tree, filepath.Join(folder, filepath.FromSlash(v.Path), "@v")); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache := strings.TrimSpace(string(text))
	t.Cleanup(func() {
		if err := forget(cache, v); err != nil {
			t.Errorf("%s stays in the module cache: %v", v, err)
		}
	})
	return v, append(os.Environ(), "GOPROXY=file://"+folder+",file://"+filepath.Join(cache, "cache", "download"),
		"GOSUMDB=off", "GOFLAGS=", "GOWORK=", "HTTPS_PROXY=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1")
}

// offer writes what the protocol of module proxies asks of a version.
func offer(v module.Version, tree, at string) error {
	mod, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil {
		return err
	}
	info, err := json.Marshal(map[string]any{"Version": v.Version, "Time": time.Now().UTC()})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(at, 0o755); err != nil {
		return err
	}
	for name, text := range map[string][]byte{"list": []byte(v.Version + "\n"), v.Version + ".info": info,
		v.Version + ".mod": mod} {
		if err := os.WriteFile(filepath.Join(at, name), text, 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(filepath.Join(at, v.Version+".zip"))
	if err != nil {
		return err
	}
	return errors.Join(modzip.CreateFromDir(archive, v, tree), archive.Close())
}

// forget removes a version from the module cache, whose folders cannot be written to.
func forget(cache string, v module.Version) error {
	dir := filepath.Join(cache, filepath.FromSlash(v.Path)+"@"+v.Version)
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, 0o755)
		}
		return err
	})
	err := os.RemoveAll(dir)
	files, _ := filepath.Glob(filepath.Join(cache, "cache", "download", filepath.FromSlash(v.Path), "@v", v.Version+".*"))
	for _, path := range files {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// TestIntegrationPublished is a project of the published laboratory: this tree at another path, from a module proxy, by
// the commands of the release checklist, with no clone and no replacement.
func TestIntegrationPublished(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" || os.Getenv("DIVERSITY_LONG") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 and DIVERSITY_LONG=1 to compile the laboratory at another path and set it up: takes minutes")
	}
	v, env := publish(t)
	base := t.TempDir()
	for _, name := range []string{paths.JupyterVariable, paths.DataVariable} { // the kernel has another module
		env = append(env, name+"="+filepath.Join(base, name))
	}
	if os.Getenv(paths.CacheVariable) == "" {
		env = append(env, paths.CacheVariable+"="+filepath.Join(base, paths.CacheVariable))
	}
	run := func(dir string, args ...string) string {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %q: %v: %s", args, err, out)
		}
		return string(out)
	}
	run(base, "run", v.Path+"/kernel@"+v.Version, "init", "mine", "--module", "example.org/mine")
	s := &stranger{dir: filepath.Join(base, "mine")}
	mod, err := modfile.Parse("go.mod", []byte(s.mod(t)), nil)
	if err != nil || len(mod.Replace) > 0 || mod.Require[0].Mod != v {
		t.Fatalf("%v: go.mod is\n%s", err, s.mod(t))
	}
	s.put(t, "go-knn/knn.go", "// Package knn counts.\npackage knn\n\nimport \""+v.Path+"/diversity\"\n\n"+
		"// Total is K n.\nfunc Total(s diversity.Size) int { return s.Total() }\n")
	run(s.dir, "mod", "verify")
	run(s.dir, "vet", "./...")
	path := s.notebook(t, "%%\nfmt.Println(knn.Total(diversity.Size{Classes: 2, PerClass: 3}))", everyName)
	run(s.dir, "tool", "kernel", "run", path)
	want := "6\npool.Pool split.Draw study.Study laws.Tied probe.Ridge recipe.Recipe backbone.MLP figure.Figure diversity.Size\n"
	if got := stdout(t, path); got != want {
		t.Errorf("the cells wrote %q, want %q", got, want)
	}
	run(s.dir, "tool", "kernel", "run", "start.ipynb")
	if out := run(s.dir, "tool", "kernel", "verify", "start.ipynb"); !strings.Contains(out, "2 figures agree") {
		t.Errorf("verify: %s", out)
	}
	if out := run(s.dir, "list", "-m", "-f", "{{.Dir}}", v.Path); !strings.Contains(out, "@"+v.Version) {
		t.Errorf("the laboratory is in %s", out)
	}
}
