package cells

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/modpath"
)

// Snippet is what somebody types within an hour of work with data, as Go and as Python: cells, each of which has to run
// without an error, or to fail. What ours has to show is compared in this module's own tests.
type Snippet struct {
	Name   string
	Steps  []struct{ Go, Shows string }
	Python []struct {
		Code  string
		Fails bool
	}
}

// ReadHour reads a file of snippets.
func ReadHour(text []byte) (list []Snippet, err error) {
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("cells: snippets: %w", err)
	}
	if len(list) == 0 {
		return nil, errors.New("cells: no snippets")
	}
	return list, nil
}

// HourRow says of a snippet what each kernel made of it: "" where it worked, or the first that was wrong.
type HourRow struct{ Name, Ours, Plain, Python string }

// notFailed is the outcome of a cell that should have failed.
const notFailed = "runs, though it is wrong"

// hourCell is a cell for one kernel.
type hourCell struct {
	code, shows string // what it has to show, where that is compared
	fails       bool
}

// Hour runs the snippets in each kernel, one after the other.
func Hour(ctx context.Context, list []Snippet, ours, plain, python Launch, progress func(string)) ([]HourRow, error) {
	rows := make([]HourRow, len(list))
	for _, k := range []struct {
		name   string
		launch Launch
		cells  func(Snippet) []hourCell
		at     func(*HourRow) *string
	}{
		{"ours", ours, oursOf, func(r *HourRow) *string { return &r.Ours }},
		{"ipykernel", python, pythonOf, func(r *HourRow) *string { return &r.Python }},
		{"gonb", plain, plainOf, func(r *HourRow) *string { return &r.Plain }},
	} {
		running, _, err := start(ctx, k.launch)
		if err != nil {
			return nil, err
		}
		for i, s := range list {
			rows[i].Name = s.Name
			for _, c := range k.cells(s) {
				said, err := running.outcome(ctx, c)
				if err != nil {
					return nil, errors.Join(fmt.Errorf("%s: %s: %w", k.name, s.Name, err), running.stop())
				}
				if at := k.at(&rows[i]); *at == "" {
					*at = said
				}
			}
			progress(fmt.Sprintf("%s: %s", k.name, s.Name))
		}
		if err := running.stop(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func oursOf(s Snippet) (list []hourCell) {
	for _, c := range s.Steps {
		list = append(list, hourCell{c.Go, c.Shows, strings.HasPrefix(c.Shows, "ERROR")})
	}
	return list
}

func pythonOf(s Snippet) (list []hourCell) {
	for _, c := range s.Python {
		list = append(list, hourCell{c.Code, "", c.Fails})
	}
	return list
}

// plainOf are the cells as somebody writes them for gonb alone: statements behind %%, packages that its goimports does
// not find imported, and a last value printed.
func plainOf(s Snippet) (list []hourCell) {
	for _, c := range s.Steps {
		list = append(list, hourCell{forPlain(c.Go), "", strings.HasPrefix(c.Shows, "ERROR")})
	}
	return list
}

// imported are packages that plain gonb has to be told of.
func imported() map[string]string {
	paths := map[string]string{"must": "github.com/janpfeifer/must"}
	for _, name := range []string{"pool", "split"} {
		paths[name] = modpath.Package("diversity/" + name)
	}
	paths["diversity"] = modpath.Package("diversity")
	return paths
}

var shows = regexp.MustCompile(regexp.QuoteMeta(cell.ResultName) + `\.Show\w*\(`)

func forPlain(code string) string {
	var b strings.Builder
	for name, path := range imported() {
		if strings.Contains(code, name+".") {
			fmt.Fprintf(&b, "import %q\n", path)
		}
	}
	for line := range strings.Lines(cell.Rewrite(code, nil).Code) {
		if !strings.HasPrefix(line, "import "+cell.ResultName) {
			b.WriteString(line)
		}
	}
	return shows.ReplaceAllString(strings.ReplaceAll(b.String(), protocol.CommandMark, ""), "fmt.Println(")
}

// outcome runs a cell and says what was wrong; "" for nothing.
func (k *kernel) outcome(ctx context.Context, c hourCell) (wrong string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	id, err := k.client.Start(c.code)
	if err != nil {
		return "", err
	}
	reply, err := k.client.Reply(ctx, id)
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, k.said())
	}
	outputs, err := k.client.Outputs(ctx, id)
	if err != nil {
		return "", err
	}
	var status struct{ Status, Ename, Evalue string }
	if err := json.Unmarshal(reply.Content, &status); err != nil {
		return "", err
	}
	failed := status.Status != "ok"
	switch {
	case failed && !c.fails:
		return firstLine(status.Ename+": "+status.Evalue, pageText(outputs)), nil
	case !failed && c.fails:
		return notFailed, nil
	case failed || c.shows == "":
		return "", nil
	}
	text := shownText(outputs)
	if want, open := strings.CutSuffix(c.shows, "..."); text != want && !(open && strings.HasPrefix(text, want)) {
		return "shows " + text, nil
	}
	return "", nil
}

// buildError is an error of the compiler.
var buildError = regexp.MustCompile(`:\d+:\d+:\s*([^\n]+)`)

// firstLine is what somebody reads first of an error: that of the compiler, where there is one, of which gonb makes a
// page.
func firstLine(said, page string) string {
	for _, text := range []string{said, page} {
		if found := buildError.FindStringSubmatch(text); found != nil {
			return strings.TrimSpace(found[1])
		}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	return line
}

// blocks end lines of a page, and markup is what else it has beside its text.
var (
	blocks = regexp.MustCompile(`</?(?:div|p|pre|br)\b[^>]*>`)
	markup = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
)

// pageText is the text of the pages among outputs.
func pageText(outputs []*wire.Message) string {
	var b strings.Builder
	for _, m := range outputs {
		var content struct{ Data map[string]any }
		if json.Unmarshal(m.Content, &content) != nil { // an output of another kind
			continue
		}
		if page, ok := content.Data[protocol.HTML].(string); ok {
			b.WriteString(html.UnescapeString(markup.ReplaceAllString(blocks.ReplaceAllString(page, "\n"), "")) + "\n")
		}
	}
	return b.String()
}

// shownText is what a cell wrote and its value.
func shownText(outputs []*wire.Message) string {
	var b strings.Builder
	for _, m := range outputs {
		var content struct {
			Text string
			Data map[string]any
		}
		if json.Unmarshal(m.Content, &content) != nil { // an output of another kind
			continue
		}
		b.WriteString(content.Text)
		if text, ok := content.Data[protocol.Plain].(string); ok {
			b.WriteString(text)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// PrintHour writes a table in Markdown.
func PrintHour(w io.Writer, rows []HourRow) error {
	counts := [3]int{}
	var b strings.Builder
	b.WriteString("| snippet | ours | gonb | ipykernel |\n| --- | --- | --- | --- |\n")
	for _, r := range rows {
		texts := []string{r.Ours, r.Plain, r.Python}
		for i, said := range texts {
			if said == "" {
				counts[i]++
				texts[i] = "works"
				continue
			}
			texts[i] = "`" + shortened(said) + "`"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", r.Name, strings.Join(texts, " | "))
	}
	fmt.Fprintf(&b, "| **work, of %d** | **%d** | **%d** | **%d** |\n", len(rows), counts[0], counts[1], counts[2])
	_, err := io.WriteString(w, b.String())
	return err
}

// mostTold is how much of an error the table has.
const mostTold = 90

func shortened(text string) string {
	text = strings.NewReplacer("|", "\\|", "`", "'", "\n", " ").Replace(text)
	if runes := []rune(text); len(runes) > mostTold {
		return string(runes[:mostTold]) + " ..."
	}
	return text
}
