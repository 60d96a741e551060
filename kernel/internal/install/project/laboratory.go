package project

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/modpath"
)

// mostBytes is more than any go.mod or go.sum of the laboratory has.
const mostBytes = 16 << 20

// laboratory is what a project needs of the laboratory's module.
type laboratory struct {
	version string // of a published module; "" for a clone
	replace string // directory of the clone, as the project's go.mod has it
	mod     *modfile.File
	sum     []byte
	address string // from which git clones the clone; "" for not known
	commit  string
}

// laboratoryIn reads the module in the directory library, for a project in dir.
func laboratoryIn(ctx context.Context, library, dir string) (laboratory, error) {
	var lab laboratory
	path := filepath.Join(library, "go.mod")
	text, err := files.Read(path, mostBytes)
	if err != nil {
		return lab, err
	}
	if lab.mod, err = modfile.Parse(path, text, nil); err != nil {
		return lab, err
	}
	if lab.sum, err = files.Read(filepath.Join(library, "go.sum"), mostBytes); err != nil {
		return lab, err
	}
	if lab.version = versionOf(library); lab.version != "" {
		return lab, lab.addOwnSums(ctx, library)
	}
	lab.replace = replacement(library, dir)
	lab.address, lab.commit = remote(ctx, library)
	return lab, nil
}

// versionOf is the version of a module in the module cache, "" for a directory elsewhere.
func versionOf(library string) string {
	if _, version, ok := strings.Cut(filepath.Base(library), "@"); ok && semver.IsValid(version) {
		return version
	}
	return ""
}

// addOwnSums adds the checksums of the published module itself.
func (lab *laboratory) addOwnSums(ctx context.Context, library string) error {
	own := modpath.Own()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", own+"@"+lab.version)
	cmd.Dir = library
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("the checksum of %s %s: %w", own, lab.version, err)
	}
	var sums struct{ Sum, GoModSum string }
	if err := json.Unmarshal(out, &sums); err != nil {
		return err
	}
	lab.sum = fmt.Appendf(lab.sum, "%s %s %s\n%[1]s %[2]s/go.mod %[4]s\n", own, lab.version, sums.Sum, sums.GoModSum)
	return nil
}

// replacement is the clone's directory in the go.mod of a project: relative to one that lies in the clone and moves
// with it.
func replacement(library, dir string) string {
	from, to := resolved(dir), resolved(library)
	relative, err := filepath.Rel(from, to)
	if err == nil && strings.Trim(relative, "."+string(filepath.Separator)) == "" {
		return filepath.ToSlash(relative)
	}
	return library
}

// resolved follows the links of a path, of which the end may not be there yet.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil || path == filepath.Dir(path) {
		return real
	}
	return filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path))
}

// remote is where the clone comes from, if others can clone it from there too, without a password, and its commit.
func remote(ctx context.Context, library string) (address, commit string) {
	text := git(ctx, library, "remote", "get-url", "origin")
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(text, "\"'`$\\ \t") {
		return "", ""
	}
	u.User = nil
	return u.String(), git(ctx, library, "rev-parse", "HEAD")
}

// git returns what git says in a directory, "" if it fails.
func git(ctx context.Context, dir string, args ...string) string {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
