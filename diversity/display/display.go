package display

// Value is implemented by values that have a form made for reading. It may be asked of a zero value.
type Value interface{ Display() Document }

// Record is implemented by values that often come in lists. All elements of a list name their fields in the same order;
// a field that one of them lacks is blank. It may be asked of a zero value.
type Record interface{ Fields() []Field }

// Field is a named value of a [Record].
type Field struct {
	Name  string // the head of a column, with its unit
	Value any    // as in [Table]; nil leaves it blank
}

// Document is what a reader sees of a value, from top to bottom.
type Document struct {
	Title string // one line; "" for none
	Parts []Part
}

// Part is a part of a [Document]: [Text], [Warning], [Formula], [Facts], [Table], [Card] or [Picture].
type Part interface{ part() }

// Text is a paragraph.
type Text string

// Warning is a sentence that must not be overlooked.
type Warning string

// Formula is TeX without dollar signs. As a value of a table it is typeset there.
type Formula string

// Facts are names and values, one below the other.
type Facts []Field

// Table is a table. Numbers are set to the right, and floating-point numbers written with four significant digits; of
// other values the String or Error method counts.
type Table struct {
	Title   string // "" for none
	Header  []string
	Rows    [][]any // each as long as Header
	Omitted int     // rows that were left out, in front of Rows[Gap]
	Gap     int
}

// Card is the answer to a question.
type Card struct {
	Outcome Outcome
	Claim   string // what was asked
	Answer  string // a sentence or more
}

// Picture is a picture with a form in letters for where there are no pictures. It is shown as an image: what its SVG
// holds beside shapes and text, scripts or addresses, does nothing.
type Picture struct {
	SVG     string // a whole document
	Letters string // the same as lines of text
	Caption string
}

// Outcome says what became of a claim.
type Outcome string

// The outcomes of a claim.
const (
	Undecided Outcome = "undecided" // also what is not one of these
	Supported Outcome = "consistent"
	Refuted   Outcome = "rejected"
)

func (Text) part()    {}
func (Warning) part() {}
func (Formula) part() {}
func (Facts) part()   {}
func (Table) part()   {}
func (Card) part()    {}
func (Picture) part() {}

// Add returns the document with further parts.
func (d Document) Add(parts ...Part) Document {
	d.Parts = append(d.Parts[:len(d.Parts):len(d.Parts)], parts...)
	return d
}

// Warnings are warnings as parts of a document.
func Warnings(sentences []string) []Part {
	parts := make([]Part, len(sentences))
	for i, sentence := range sentences {
		parts[i] = Warning(sentence)
	}
	return parts
}
