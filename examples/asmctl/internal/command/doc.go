// Package command is the command line of asmctl: one file for each command, and
// what they share.
//
// Exit codes are the same for every command: 0 when it did what was asked, 1
// when it found errors in the data, 2 when it could not run. Results go to
// standard output, everything else to standard error. No output holds the text
// of a roster's cells: no name, no address, no id of a person.
package command
