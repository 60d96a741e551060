package proxy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"unicode/utf8"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/proxy/saved"
	"tradeoff/kernel/keep"
)

// KeepVariable switches the values of variables off, where it is "off": each cell then starts with what the declarations
// of earlier cells say.
const KeepVariable = "DIVERSITY_KEEP"

// values is what cells keep for later ones: in a folder of the kernel, which outlives gonb.
type values struct {
	box      *sandbox.Box    // nil where nothing is kept
	declared map[string]bool // variables that gonb has declarations of

	saved  *saved.Session
	saving sync.Mutex  // held while it is used
	waits  atomic.Bool // for that
}

func (k *kernel) openValues() error {
	k.values.declared = map[string]bool{}
	k.values.saved = saved.New(k.o.Saved, k.o.Notebook)
	if os.Getenv(KeepVariable) == "off" {
		return nil
	}
	box, err := sandbox.New()
	if err != nil {
		return err
	}
	k.values.box = box
	k.guard.watch(box.Dir)
	return nil
}

func (k *kernel) closeValues() {
	if k.values.box == nil {
		return
	}
	k.values.saving.Lock() // what is under way ends first
	defer k.values.saving.Unlock()
	if err := k.values.saved.Save(k.values.store()); err != nil {
		k.o.Log("values: %v", err)
	}
	_ = k.values.box.Close() // the next kernel tries again
}

// saveValues saves the values for a later session, beside what goes on.
func (k *kernel) saveValues() {
	v := &k.values
	if v.box == nil || v.waits.Swap(true) {
		return
	}
	go func() {
		v.saving.Lock()
		defer v.saving.Unlock()
		v.waits.Store(false)
		// a cell that runs meanwhile may replace a file, and is saved after its end
		if err := v.saved.Save(v.store()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			k.o.Log("values: %v", err)
		}
	}()
}

// dir is the folder; "" where nothing is kept.
func (v *values) dir() string {
	if v.box == nil {
		return ""
	}
	return v.box.Dir
}

func (v *values) store() keep.Store { return keep.Store{Dir: v.dir()} }

// begin says which cell runs, obeys its commands about values, and returns what gonb gets.
func (k *kernel) begin(x *execution) (code string, err error) {
	text := x.text("code")
	if dir := k.values.dir(); dir != "" {
		running, _ := json.Marshal(cell.Running(text, x.count)) // names and numbers always encode
		if err := os.WriteFile(filepath.Join(dir, protocol.CellFile), running, 0o600); err != nil {
			return "", err
		}
	}
	for _, name := range cell.Declares(text).Variables {
		k.values.declared[name] = true
	}
	code = x.edit.WithoutValues(k.values.declared)
	for _, c := range cell.Commands(text) {
		if err := k.obey(x, c); err != nil {
			return "", err
		}
	}
	return code, nil
}

// obey does what a command says about values.
func (k *kernel) obey(x *execution, c cell.Command) error {
	switch c.Name {
	case cell.Who:
		return k.who(x, c.Args)
	case "%help":
		k.publishText(x.request, "stdout", ownHelp)
	case cell.Stale:
		k.publishText(x.request, "stdout", k.staleCells())
	case "%reset":
		if len(c.Args) == 0 {
			k.ledger.Clear()
			clear(k.left)
			return k.forgetAll()
		}
	case "%rm", "%remove":
		_, err := k.forgetNames(c.Args)
		return err
	case cell.Del:
		return k.del(x, c.Args)
	case cell.Restore:
		return k.restore(x, c.Args)
	}
	return nil
}

const ownHelp = `This kernel's own commands, beside those of gonb below:
- "%who [NAME ...]": lists the variables that cells have left: type, size on disk, and the cell that set each last.
- "%del NAME ...": forgets variables, with their declarations; "%del *" forgets all. Out[3] is a name too, and Out
  stands for all values that were shown.
- "%keep": if this cell fails, its variables stay as they were at the failure, instead of before it.
- "%restore [NAME ...]": gives the variables of the notebook's last session back, after a restart of the kernel.
- "%stale": lists the cells that used a value, function or type of a cell above which has changed since.
- "%rerun stale": runs those cells again, in the order of the notebook.

`

// del forgets variables, and says which there are not.
func (k *kernel) del(x *execution, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("%s needs the names of variables, or * for all", cell.Del)
	}
	if slices.Contains(names, "*") {
		return k.forgetAll()
	}
	names, err := k.keptNames(names)
	if err != nil {
		return err
	}
	declared := maps.Clone(k.values.declared)
	deleted, err := k.forgetNames(names)
	for _, name := range names {
		if err == nil && !slices.Contains(deleted, name) && !declared[name] {
			k.publishText(x.request, "stderr", "no cell has left a variable "+protocol.ReadableOuts(name)+"\n")
		}
	}
	return err
}

// allOuts stands for all values that cells have shown.
const allOuts = "Out"

// keptNames are the names of variables in what people write: Out[3] is one, and Out all that cells have shown.
func (k *kernel) keptNames(words []string) (names []string, err error) {
	index := map[string]keep.Entry{}
	if k.values.box != nil && slices.Contains(words, allOuts) {
		if index, err = k.values.store().Index(); err != nil {
			return nil, k.damaged(err)
		}
	}
	_, named := index[allOuts] // somebody's variable
	for _, word := range words {
		if name, ok := protocol.ParseOut(word); ok {
			word = name
		}
		if word != allOuts || named {
			names = append(names, word)
			continue
		}
		for name := range index {
			if _, out := protocol.OutCell(name); out {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// forgetNames forgets some variables.
func (k *kernel) forgetNames(names []string) (deleted []string, err error) {
	for _, name := range names {
		delete(k.values.declared, name)
	}
	if k.values.box == nil || len(names) == 0 {
		return nil, nil
	}
	deleted, err = k.values.store().Delete(names...)
	if err != nil {
		return nil, k.damaged(err)
	}
	return deleted, nil
}

// forgetAll forgets all variables, also where their list is damaged.
func (k *kernel) forgetAll() error {
	k.values.declared = map[string]bool{}
	if k.values.box == nil {
		return nil
	}
	return k.values.store().Clear()
}

func (k *kernel) damaged(err error) error {
	return fmt.Errorf("the values of earlier cells cannot be read: %w; a cell %s * forgets them all", err, cell.Del)
}

// who lists what is kept, or some of it.
func (k *kernel) who(x *execution, words []string) error {
	if k.values.box == nil {
		k.publishText(x.request, "stdout", "Values are not kept: "+KeepVariable+" is off.\n")
		return nil
	}
	names, err := k.keptNames(words)
	if err != nil {
		return err
	}
	index, err := k.values.store().Index()
	if err != nil {
		return k.damaged(err)
	}
	shown := outsOf(index)
	maps.DeleteFunc(index, func(name string, _ keep.Entry) bool {
		_, out := protocol.OutCell(name)
		return len(words) == 0 && out || len(words) > 0 && !slices.Contains(names, name)
	})
	text := list(index)
	if len(words) == 0 {
		text += shown
	}
	k.publishText(x.request, "stdout", text)
	return nil
}

// outsOf is a line that says how much cells have shown; "" for nothing.
func outsOf(index map[string]keep.Entry) string {
	count, last := 0, 0
	for name := range index {
		if n, ok := protocol.OutCell(name); ok {
			count, last = count+1, max(last, n)
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("A value that was shown is kept: Out[%d].\n", last)
	}
	return fmt.Sprintf("%d values that were shown are kept, the last is Out[%d]; %s %s lists them.\n", count, last, cell.Who, allOuts)
}

// list is a table of variables.
func list(index map[string]keep.Entry) string {
	if len(index) == 0 {
		return "No cell has left a variable.\n"
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "name\ttype\tsize\tcell")
	for _, name := range slices.SortedFunc(maps.Keys(index), byName) {
		e := index[name]
		size := keep.Size(e.Bytes)
		if e.Problem != "" {
			size = "not kept: " + e.Problem
		}
		from := strings.TrimPrefix(e.Origin(), "cell ")
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", protocol.ReadableOuts(name), inTable(e.Shown), inTable(size), from)
	}
	_ = w.Flush() // to a builder
	return b.String()
}

// longestInTable of a table of variables is shown whole, in characters: a type without a name may be as long as one
// likes.
const longestInTable = 300

// inTable is a text for a line of a table.
func inTable(text string) string {
	if utf8.RuneCountInString(text) > longestInTable {
		text = string([]rune(text)[:longestInTable]) + "..."
	}
	return display.Printable(text)
}

// byName orders variables by name, and what cells have shown by their numbers.
func byName(a, b string) int {
	first, out := protocol.OutCell(a)
	second, both := protocol.OutCell(b)
	if out && both {
		return first - second
	}
	return strings.Compare(a, b)
}

// settled forgets what a cell that ran declares as something else: a function, a type or a constant takes the name of a
// variable.
func (k *kernel) settled(x *execution) {
	d := cell.Declares(x.text("code"))
	if _, err := k.forgetNames(append(d.Functions, d.Others...)); err != nil {
		k.o.Log("values: %v", err)
	}
}

// asBefore adds to the failure of a cell that ran what has become of its variables: nothing.
func (k *kernel) asBefore(x *execution, f failure) failure {
	names := cell.Sets(x.text("code"))
	if k.values.box == nil || len(names) == 0 || !x.ran(f) {
		return f
	}
	text := "Variables are as they were before this cell: "
	if cell.KeepsAtFailure(x.text("code")) && k.keptBy(x) {
		text = "Variables are as they were at the failure: "
		k.saveValues()
	}
	trace := f.content()["traceback"].([]string)
	f.Trace = append(slices.Clone(trace), text+strings.Join(names, ", "))
	return f
}

// keptBy reports whether a cell has kept a variable. One that is killed, as by an interrupt, or calls os.Exit has not.
func (k *kernel) keptBy(x *execution) bool {
	index, err := k.values.store().Index()
	if err != nil {
		k.o.Log("values: %v", err)
		return false
	}
	for _, e := range index {
		if e.Cell == x.count && e.Earlier == "" {
			return true
		}
	}
	return false
}

// ran reports whether a cell failed while it ran, and not before.
func (x *execution) ran(f failure) bool {
	return x.started && !slices.Contains([]string{"CompileError", "ImportError", "NotSupported", "UnknownCommand"}, f.Name)
}
