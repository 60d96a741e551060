package paperexport

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v3"

	"tradeoff/diversity"
)

// yamlText is a value as YAML.
func yamlText(value any) (string, error) {
	var b strings.Builder
	e := yaml.NewEncoder(&b)
	const indentation = 2
	e.SetIndent(indentation)
	if err := e.Encode(value); err != nil {
		return "", err
	}
	return b.String(), nil
}

// settings are myst.yml.
func (p *project) settings() (string, error) {
	type export struct {
		ID       string `yaml:"id"`
		Format   string `yaml:"format"`
		Template string `yaml:"template,omitempty"`
		Output   string `yaml:"output"`
		Article  string `yaml:"article"`
	}
	type page struct {
		File string `yaml:"file"`
	}
	type author struct {
		Name string `yaml:"name"`
	}
	var s struct {
		Version int `yaml:"version"`
		Project struct {
			Title   string   `yaml:"title"`
			Authors []author `yaml:"authors,omitempty"`
			Exports []export `yaml:"exports"`
			TOC     []page   `yaml:"toc"`
		} `yaml:"project"`
		Site struct {
			Template string `yaml:"template"`
		} `yaml:"site"`
	}
	s.Version, s.Project.Title, s.Site.Template = 1, p.Title, "article-theme"
	for _, name := range p.authors() {
		s.Project.Authors = append(s.Project.Authors, author{name})
	}
	s.Project.Exports = []export{{"latex", "tex", "./template", "paper.tex", "index.md"},
		{"jats", "xml", "", "paper.xml", "index.md"}}
	s.Project.TOC = []page{{"index.md"}, {"code.md"}}
	return yamlText(s)
}

// authors are those given, or those of the notebook's metadata; none if neither tells.
func (p *project) authors() (names []string) {
	if len(p.options.Authors) > 0 {
		return p.options.Authors
	}
	list, _ := p.notebook.Metadata["authors"].([]any)
	for _, entry := range list {
		fields, _ := entry.(map[string]any)
		name, _ := fields["name"].(string)
		if name = strings.Join(strings.Fields(diversity.Printable(name)), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// reference is a work that a citation file names.
type reference struct {
	Type    string       `yaml:"type"`
	Title   string       `yaml:"title"`
	Authors []cffAuthor  `yaml:"authors"`
	Year    int          `yaml:"year"`
	Journal string       `yaml:"journal,omitempty"`
	IDs     []identifier `yaml:"identifiers,omitempty"`
}

type identifier struct {
	Type  string `yaml:"type"`
	Value string `yaml:"value"`
}

// cffAuthor is a person by family and given names, or an entity by its name.
type cffAuthor struct {
	Family string `yaml:"family-names,omitempty"`
	Given  string `yaml:"given-names,omitempty"`
	Name   string `yaml:"name,omitempty"`
}

func families(names ...string) (list []cffAuthor) {
	for _, name := range names {
		list = append(list, cffAuthor{Family: name})
	}
	return list
}

// theQuestion is the paper whose claims this laboratory tests, and omniglotPaper that of its letters.
func theQuestion() reference {
	return reference{Type: "article", Year: 2023, Journal: "Advances in Neural Information Processing Systems",
		Title:   "On the Trade-off of Intra-/Inter-class Diversity for Supervised Pre-training",
		Authors: families("Zhang", "Wang", "Hu", "Koh", "Ratner"),
		IDs:     []identifier{{"other", "arXiv:2305.12224"}}}
}

func omniglotPaper() reference {
	return reference{Type: "article", Year: 2015, Journal: "Science 350",
		Title:   "Human-level concept learning through probabilistic program induction",
		Authors: families("Lake", "Salakhutdinov", "Tenenbaum")}
}

// citation is CITATION.cff. Without authors it says so in their place, which the format wants filled.
func (p *project) citation() (string, error) {
	var c struct {
		Version    string       `yaml:"cff-version"`
		Message    string       `yaml:"message"`
		Type       string       `yaml:"type"`
		Title      string       `yaml:"title"`
		Authors    []cffAuthor  `yaml:"authors"`
		IDs        []identifier `yaml:"identifiers,omitempty"`
		References []reference  `yaml:"references,omitempty"`
	}
	c.Version, c.Type, c.Title = "1.2.0", "dataset", p.Title
	c.Message = "Cite this analysis by its title and the hashes of its studies, and the works that it rests on."
	for _, name := range p.authors() {
		given, family := name, ""
		if at := strings.LastIndex(name, " "); at > 0 {
			given, family = name[:at], name[at+1:]
		}
		c.Authors = append(c.Authors, cffAuthor{Family: cmp.Or(family, given), Given: given})
		if family == "" {
			c.Authors[len(c.Authors)-1].Given = ""
		}
	}
	if len(c.Authors) == 0 {
		c.Authors = []cffAuthor{{Name: "Authors not recorded"}}
		p.note("no author is recorded: give --author, or edit CITATION.cff")
	}
	for _, a := range p.archives {
		c.IDs = append(c.IDs, identifier{"other", "study " + a.name + ", sha256:" + a.hash})
	}
	c.References = append(c.References, theQuestion())
	for _, set := range p.dataSets() {
		if set.source == omniglotSource {
			c.References = append(c.References, omniglotPaper())
			break
		}
	}
	return yamlText(c)
}
