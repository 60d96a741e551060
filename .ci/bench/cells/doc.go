// Package cells times cells in a kernel of plain gonb and in ours, side by side: the same cells in turn, first in the
// one and then in the other, and the other way round in the next round.
package cells
