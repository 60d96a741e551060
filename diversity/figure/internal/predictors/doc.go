// Package predictors draws which quantities of networks go with the error.
package predictors
