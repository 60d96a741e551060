package project

import (
	"bytes"
	"cmp"
	"embed"
	"text/template"

	"golang.org/x/mod/modfile"

	"tradeoff/kernel/internal/modpath"
	"tradeoff/kernel/internal/notebook/script"
)

// Notebook is the name of the notebook that a project starts with.
const Notebook = "start.ipynb"

//go:embed template
var templates embed.FS

// contents are the files of a project.
func contents(name string, lab laboratory) ([]file, error) {
	mod, err := goMod(name, lab)
	if err != nil {
		return nil, err
	}
	notebook, err := startingNotebook()
	if err != nil {
		return nil, err
	}
	list := []file{{"go.mod", mod}, {"go.sum", lab.sum}, {Notebook, notebook}}
	words := map[string]any{
		"Name": name, "Clone": lab.version == "", "Laboratory": modpath.Own(), "Address": lab.address, "Commit": lab.commit,
	}
	for _, f := range []struct{ name, from string }{{"README.md", "README.md"}, {".gitignore", "gitignore"},
		{".binder/Dockerfile", "Dockerfile"}} {
		t, err := template.ParseFS(templates, "template/"+f.from)
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := t.Execute(&text, words); err != nil {
			return nil, err
		}
		list = append(list, file{f.name, text.Bytes()})
	}
	return list, nil
}

// goMod requires the laboratory and, as Go wants it, all that the laboratory requires. The tools keep these lines where
// no package of the project needs them: cells do.
func goMod(name string, lab laboratory) ([]byte, error) {
	f := new(modfile.File)
	version := lab.version
	version = cmp.Or(version, "v0.0.0")
	if err := f.AddModuleStmt(name); err != nil {
		return nil, err
	}
	if err := f.AddGoStmt(lab.mod.Go.Version); err != nil {
		return nil, err
	}
	f.AddNewRequire(modpath.Own(), version, false)
	for _, r := range lab.mod.Require {
		f.AddNewRequire(r.Mod.Path, r.Mod.Version, true)
	}
	if lab.version == "" {
		if err := f.AddReplace(modpath.Own(), "", lab.replace, ""); err != nil {
			return nil, err
		}
	}
	for _, tool := range []string{modpath.Package("kernel"), "github.com/janpfeifer/gonb"} {
		if err := f.AddTool(tool); err != nil {
			return nil, err
		}
	}
	return f.Format()
}

func startingNotebook() ([]byte, error) {
	text, err := templates.ReadFile("template/start.txt")
	if err != nil {
		return nil, err
	}
	n, err := script.Read(text)
	if err != nil {
		return nil, err
	}
	return n.Bytes()
}
