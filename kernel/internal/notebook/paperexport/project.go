package paperexport

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/inline"
)

// ErrNotExecuted is wrapped by the error about a notebook whose cells have no outputs.
var ErrNotExecuted = errors.New("it has no outputs: execute it first (go run ./kernel run)")

// mostNotebook is the size of the largest notebook that is exported.
const mostNotebook = 1 << 29

// Options of an export. The zero value is the default.
type Options struct {
	Runs    []string     // archives of the runs, besides those beside the notebook that it names
	Authors []string     // "Given Family" each; none: those of the notebook's metadata
	Layout  paper.Layout // of the figures; the zero value is the width of a column
}

// Project is what an export makes: files by their paths, with slashes, and what a person should know of it.
type Project struct {
	Files   map[string][]byte
	Title   string
	Figures int
	Tables  int
	Numbers int
	Studies int
	Runs    int
	Notes   []string // what is left out, and why
}

// Read makes a project of the notebook in a file. The error wraps [ErrNotExecuted], ipynb.ErrNotebook,
// inline.ErrNumber, diversity.ErrInvalid for options, those of maintain.ReadArchive for archives that are given, and
// those of drawing.
func Read(ctx context.Context, path string, o Options) (*Project, error) {
	if err := o.Layout.Validate("Layout"); err != nil {
		return nil, err
	}
	content, err := files.Read(path, mostNotebook)
	if err != nil {
		return nil, err
	}
	n, err := ipynb.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !executed(n) {
		return nil, fmt.Errorf("%s: %w", path, ErrNotExecuted)
	}
	p := &project{Project: Project{Files: map[string][]byte{}}, notebook: n, options: o, folder: filepath.Dir(path),
		file: filepath.Base(path), digest: digest(content), sources: sourcesOf(n), noted: map[string]bool{}}
	if err := p.archivesOf(o.Runs); err != nil {
		return nil, err
	}
	if err := p.write(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &p.Project, nil
}

func executed(n *ipynb.Notebook) bool {
	for _, c := range n.Cells {
		if len(c.Outputs) > 0 {
			return true
		}
	}
	return false
}

// project is an export under way.
type project struct {
	Project
	notebook *ipynb.Notebook
	options  Options
	folder   string
	file     string // the notebook's name
	digest   string
	sources  sources
	archives []archive
	origins  []origin
	pictures int
	noted    map[string]bool
}

// origin is where a figure, a table or a number comes from.
type origin struct {
	label string  // of the document
	shows string  // MyST
	cell  int     // that shows it
	on    []*unit // of the code that it rests on
}

// note is said once.
func (p *project) note(format string, a ...any) {
	text := fmt.Sprintf(format, a...)
	if !p.noted[text] {
		p.noted[text] = true
		p.Notes = append(p.Notes, text)
	}
}

func (p *project) write(ctx context.Context) error {
	body, err := p.body(ctx)
	if err != nil {
		return err
	}
	p.Studies = len(p.archives)
	for _, a := range p.archives {
		p.Runs += len(a.results.Runs)
	}
	p.put("index.md", frontMatter(p.Title)+body+"\n\n"+p.checklist()+"\n")
	record, err := p.record()
	if err != nil {
		return err
	}
	p.Files["reproducibility.json"] = record
	p.put("code.md", frontMatter("Code")+p.code()+"\n")
	citation, err := p.citation()
	if err != nil {
		return err
	}
	p.put("CITATION.cff", citation)
	settings, err := p.settings()
	if err != nil {
		return err
	}
	p.put("myst.yml", settings)
	return p.templates()
}

func (p *project) put(name, content string) { p.Files[name] = []byte(content) }

//go:embed template
var templateFiles embed.FS

// templates go with a project, so that LaTeX is made of it without a network.
func (p *project) templates() error {
	for _, name := range []string{"template/template.yml", "template/template.tex", "template/README.md"} {
		content, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		to := name
		if name == "template/README.md" {
			to = "README.md"
		}
		p.Files[to] = content
	}
	return nil
}

// body is the text of the paper: that of the cells, and what those of code show.
func (p *project) body(ctx context.Context) (string, error) {
	var parts []string
	for i, c := range p.notebook.Cells {
		var part string
		var err error
		switch c.Type {
		case ipynb.Markdown:
			part, err = p.prose(i, c).myst(string(c.Source))
		case ipynb.Code:
			part, err = p.outputs(ctx, i, c)
		}
		if err != nil {
			return "", fmt.Errorf("cell %d: %w", i+1, err)
		}
		if c.Type == ipynb.Markdown && p.Title == "" {
			part = p.takeTitle(part)
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	if p.Title == "" {
		p.Title = strings.TrimSuffix(p.file, filepath.Ext(p.file))
	}
	return strings.Join(parts, "\n\n"), nil
}

// takeTitle takes the heading of the first order out of the text that begins with it.
func (p *project) takeTitle(part string) string {
	heading, ok := strings.CutPrefix(part, "# ")
	if !ok {
		return part
	}
	heading, rest, _ := strings.Cut(heading, "\n")
	p.Title = plainText(heading)
	return strings.TrimSpace(rest)
}

// plainText is MyST of one line without its escapes.
func plainText(line string) string {
	var b strings.Builder
	escape := false
	for _, r := range line {
		if r == '\\' && !escape {
			escape = true
			continue
		}
		if escape || r != '*' && r != '`' {
			b.WriteRune(r)
		}
		escape = false
	}
	return diversity.Printable(b.String())
}

func (p *project) prose(cell int, c ipynb.Cell) prose {
	return prose{note: p.note, number: func(n inline.Number) string { return p.number(cell, n) },
		picture: func(target string) string { return p.picture(c, target) }}
}

// number is a number of the text with its origin.
func (p *project) number(cell int, n inline.Number) string {
	value := html.UnescapeString(strings.TrimSpace(n.Value))
	if value == "" {
		p.note("a number of the text has no value, since the notebook was not run: %s", n.Expression)
		return "**?**"
	}
	p.Numbers++
	label := fmt.Sprintf("number-%d", p.Numbers)
	p.origins = append(p.origins, origin{label: label, cell: cell, on: p.sources.behindExpression(n.Expression),
		shows: escaped(value) + " is " + inlineCode(n.Expression)})
	return "[" + escaped(value) + "](#" + label + ")"
}

// frontMatter is the head of a page.
func frontMatter(title string) string {
	text, err := yamlText(map[string]any{"title": title})
	if err != nil { // of one text there is none
		text = ""
	}
	return "---\n" + text + "---\n\n"
}
