package product

import "gonum.org/v1/gonum/mat"

const (
	tileRows    = 4 // of the result that are computed at once, in registers
	tileColumns = 12
	depth       = 256 // of the inner index that is summed up at once: a strip of b is 24 KiB
	mostRows    = 128 // of a whose strips are at hand: 256 KiB
	mostColumns = 1024
	leastWork   = 1 << 11 // multiplications, below which copying strips does not pay
)

// Of returns a b.
func Of(a, b mat.Matrix) *mat.Dense {
	rows, _ := a.Dims()
	_, columns := b.Dims()
	sum := mat.NewDense(rows, columns, nil)
	new(Multiplier).Add(sum, a, b)
	return sum
}

// Multiplier keeps the memory that products need, 2.5 MiB at most, from one to the next. Its zero value is ready; one
// goroutine may use it at a time.
type Multiplier struct {
	left, right []float64 // strips
	small       mat.Dense
}

// Add adds a b to sum, which must not share memory with them. It panics if the shapes do not fit, as gonum does.
func (m *Multiplier) Add(sum *mat.Dense, a, b mat.Matrix) {
	rows, inner := a.Dims()
	other, columns := b.Dims()
	if r, c := sum.Dims(); r != rows || c != columns || inner != other {
		panic(mat.ErrShape)
	}
	if !fast || rows*inner*columns < leastWork {
		m.small.Reset()
		m.small.Mul(a, b)
		sum.Add(sum, &m.small)
		return
	}
	left, right := viewOf(a), viewOf(b)
	for k := 0; k < inner; k += depth {
		to := min(k+depth, inner)
		for column := 0; column < columns; column += mostColumns {
			here := sum.Slice(0, rows, column, min(column+mostColumns, columns)).(*mat.Dense)
			m.addPart(here, left.columnsOf(k, to), right.rowsOf(k, to).columnsOf(column, min(column+mostColumns, columns)))
		}
	}
}

// addPart adds the product of matrices of which the strips of b fit into memory.
func (m *Multiplier) addPart(sum *mat.Dense, a, b view) {
	m.right = b.transposed().strips(m.right, tileColumns)
	for row := 0; row < a.rows; row += mostRows {
		end := min(row+mostRows, a.rows)
		m.left = a.rowsOf(row, end).strips(m.left, tileRows)
		m.addTiles(sum.Slice(row, end, 0, b.columns).(*mat.Dense), a.columns)
	}
}

// addTiles adds the product of the strips.
func (m *Multiplier) addTiles(sum *mat.Dense, inner int) {
	var out [tileRows * tileColumns]float64
	rows, columns := sum.Dims()
	for column := 0; column < columns; column += tileColumns {
		width := min(tileColumns, columns-column)
		for row := 0; row < rows; row += tileRows {
			tile(&out, &m.left[row*inner], &m.right[column*inner], inner)
			for i := range min(tileRows, rows-row) {
				into := sum.RawRowView(row + i)[column:][:width]
				for j, value := range out[i*tileColumns:][:width] {
					into[j] += value
				}
			}
		}
	}
}
