// Package notebook executes notebooks without a browser and exports them to HTML, by nbclient and nbconvert of a
// private Python environment.
package notebook
