package protocol

// KeptFile is the name of the Go file that is written beside a program, with the variables of earlier cells. It comes
// first, so that they have their values before any variable of the program is initialised.
const KeptFile = "a_kept.go"

// CellFile is the name of the file in the folder of values that says which cell runs, a [Running] in JSON.
const CellFile = "cell"

// Running is the cell that gonb is given, as far as its values are concerned.
type Running struct {
	Count     int      // its execution count
	Variables []string // that it declares outside of functions: their initialisers run
	Functions []string // that it declares; those of a method are TYPE.NAME
	Types     []string // and constants that it declares
	Whole     bool     // gonb composes it in a way of its own, for a test or a browser: it keeps nothing
	OwnMain   bool     // it declares func main, whose variables are its own
	AtFailure bool     // its variables are kept as they are when it fails, too
}

// InquiryVariable is set for goimports by gonb where somebody asks about code, and no cell runs.
const InquiryVariable = "GONB_INQUIRY"

// UsedFile is the name of the file in the folder of values that says what the running cell uses, a [Used] in JSON.
const UsedFile = "used"

// Used is what a cell comes to of other cells, through the functions and types that it uses as well.
type Used struct {
	Count int      // the execution count of the cell
	Names []string // variables, functions (a method is TYPE.NAME), types and constants
}
