// Package contour finds where a function over the unit square has a level: marching squares with closed outlines, so
// that the region below a level can be filled, holes included; cubic interpolation of functions that are slow; and
// cutting of convex polygons.
//
// gonum/plot has contour lines, but open ones, which end at the edge and cannot be filled, on the lattice's own cells
// without evaluating the function again, and it brings its drawing with it. ECharts has no contours.
package contour
