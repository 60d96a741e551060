// Package timeline shows several figures at one place with a slider that chooses among them: ECharts' timeline
// component.
package timeline
