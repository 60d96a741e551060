package show

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
)

// updateInterval bounds how often a display is redrawn; the last state is always shown.
const updateInterval = 200 * time.Millisecond

// Progress returns a function for study.RunOptions.OnProgress. In a cell it keeps one bar up to date in place;
// elsewhere it rewrites one line of the standard error. It may be called from several goroutines.
func Progress() func(study.Progress) {
	return newProgressBar(here()).update
}

func newProgressBar(s screen) *progressBar {
	return &progressBar{screen: s, id: gonbui.UniqueId(), now: time.Now}
}

// barState is what a bar shows.
type barState struct {
	done, failed, total int
	reasons             []string // why the first few failed
	notices             []string // what a reader of the results has to know
}

// progressBar is one display of the progress of a study, or of a preparation.
type progressBar struct {
	screen screen
	id     string // of the display in the notebook
	now    func() time.Time

	mu    sync.Mutex
	last  barState
	drawn time.Time // last redrawn
	width int       // of the line written last, in a terminal
}

func (b *progressBar) update(p study.Progress) {
	b.show(barState{p.Done, p.Failed, p.Total, reasons(p), p.Notices}, p.String(), p.Left() <= 0)
}

func (b *progressBar) show(state barState, line string, finished bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if !finished && now.Sub(b.drawn) < updateInterval {
		return
	}
	b.drawn, b.last = now, state
	b.draw(line, finished)
}

// stop replaces what the bar says by the reason why nothing more will come.
func (b *progressBar) stop(reason string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.draw(reason, true)
}

func (b *progressBar) draw(line string, finished bool) {
	if b.screen.notebook {
		b.screen.send(&gonb.DisplayData{DisplayID: b.id, Data: bundle{
			protocol.HTML:  progressHTML(b.last, line),
			protocol.Plain: strings.Join(slices.Concat([]string{line}, b.last.reasons, b.last.notices), "\n"),
		}})
		return
	}
	b.rewrite(line, finished)
	if finished {
		for _, text := range slices.Concat(b.last.reasons, b.last.notices) {
			fmt.Fprintln(b.screen.log, text)
		}
	}
}

// reasons says why the first few runs failed.
func reasons(p study.Progress) []string {
	var lines []string
	for _, failure := range p.Failures {
		lines = append(lines, "failed: "+failure.Error())
	}
	if more := p.Failed - len(p.Failures); more > 0 && len(lines) > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return lines
}

// rewrite replaces the line of a terminal, covering what is left of a longer one.
func (b *progressBar) rewrite(line string, finished bool) {
	fmt.Fprintf(b.screen.log, "\r%-*s", b.width, line)
	b.width = len(line)
	if finished {
		fmt.Fprintln(b.screen.log)
		b.width = 0
	}
}

// progressHTML is a bar with the line below, and why runs failed; failed runs are a part of another colour.
func progressHTML(s barState, line string) string {
	const track = `<div style="display:flex;height:12px;max-width:560px;border-radius:6px;overflow:hidden;background:rgba(128,128,128,0.25)">`
	const part = `<div style="width:%.2f%%;background:%s"></div>`
	return `<div role="progressbar" aria-valuemin="0" aria-valuemax="` + fmt.Sprint(s.total) + `" aria-valuenow="` + fmt.Sprint(s.done) + `">` +
		track + fmt.Sprintf(part, 100*share(s.done, s.total), "#0072B2") + fmt.Sprintf(part, 100*share(s.failed, s.total),
		"#D55E00") + "</div>" +
		`<div style="font-size:90%;margin-top:3px">` + html.EscapeString(line) + "</div>" + reasonsHTML(s.reasons) +
		noticesHTML(s.notices) + "</div>"
}

func reasonsHTML(reasons []string) string {
	var b strings.Builder
	for _, reason := range reasons {
		b.WriteString(`<div style="font-size:90%;color:#D55E00">` + html.EscapeString(reason) + "</div>")
	}
	return b.String()
}

func noticesHTML(notices []string) string {
	var b strings.Builder
	for _, text := range notices {
		b.WriteString(`<div style="font-size:90%;margin-top:3px">Note: ` + html.EscapeString(text) + "</div>")
	}
	return b.String()
}

func share(part, total int) float64 {
	if total < 1 {
		return 1
	}
	return float64(part) / float64(total)
}
