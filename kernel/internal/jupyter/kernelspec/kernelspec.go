// Package kernelspec describes our kernel to Jupyter.
package kernelspec

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/files"
)

// logo is shown in JupyterLab's launcher: a U-shaped curve and its minimum.
//
//go:embed logo.svg
var logo []byte

// Spec is a kernel.json.
type Spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// Name is the folder of our kernelspec, by which notebooks ask for it.
const Name = "diversity"

// What notebooks hold of our kernel, beside its name.
const (
	displayName = "Go (diversity)"
	language    = "go"
)

// languageVersion is that of go.mod without the patch: the same on every machine, so that a notebook is not changed by
// being opened.
const languageVersion = "1.26"

// Metadata is what a notebook holds of our kernel, "kernelspec" and "language_info", exactly as JupyterLab writes it
// into each notebook that it opens: the first by our kernel.json, the second as the kernel says. Whoever writes a
// notebook writes this.
func Metadata() map[string]any {
	return map[string]any{
		"kernelspec":    map[string]any{"name": Name, "display_name": displayName, "language": language},
		"language_info": LanguageInfo(),
	}
}

// LanguageInfo is what the kernel says of its language. There is no exporter: that of nbconvert for scripts will do.
func LanguageInfo() map[string]any {
	return map[string]any{
		"name": language, "version": languageVersion, "mimetype": "text/x-go", "file_extension": ".go",
		"codemirror_mode": "go",
		"pygments_lexer":  "go",
	}
}

// ConnectionFile stands for the connection file in the command line of a kernel.
const ConnectionFile = "{connection_file}"

// New returns the spec of the kernel "Go (diversity)": our command in front of gonb, which has the module as workspace,
// so that cells need no import lines.
func New(kernel, gonb, module string, env map[string]string) Spec {
	return Spec{
		Argv: []string{
			kernel, "proxy", ConnectionFile, "--", gonb, "-raw_error=true", "-logtostderr=true", "-go_work=" + module,
		},
		DisplayName:   displayName,
		Language:      language,
		InterruptMode: "message",
		Env:           env,
	}
}

func (s Spec) bytes() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", " ")
	return append(text, '\n'), err
}

// Path is the file of a kernelspec in its folder.
func Path(dir string) string { return filepath.Join(dir, "kernel.json") }

// logoPath is where Jupyter looks for the picture.
func logoPath(dir string) string { return filepath.Join(dir, "logo-svg.svg") }

// Installed reports whether the folder holds exactly this spec.
func (s Spec) Installed(dir string) (bool, error) {
	text, err := s.bytes()
	return err == nil && files.Same(Path(dir), text, 0o644) && files.Same(logoPath(dir), logo, 0o644), err
}

// Install writes the spec into the folder; kernel.json, which makes it a kernel, comes last.
func (s Spec) Install(dir string) error {
	text, err := s.bytes()
	if err != nil {
		return err
	}
	if err := files.Write(logoPath(dir), logo, 0o644); err != nil {
		return err
	}
	return files.Write(Path(dir), text, 0o644)
}

// Read returns the spec in the folder.
func Read(dir string) (s Spec, err error) {
	text, err := os.ReadFile(Path(dir))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("%s: %w", Path(dir), err)
	}
	return s, nil
}

// Uninstall removes the folder of a kernelspec if its environment has this value; that of another set-up is left. It
// returns the value that was found, "" if there is no kernelspec.
func Uninstall(dir, variable, value string) (found string, err error) {
	s, err := Read(dir)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if s.Env[variable] != value {
		return s.Env[variable], nil
	}
	return value, os.RemoveAll(dir)
}
