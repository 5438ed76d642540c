// Package asm is the root of a kit for the roster files that schools send to
// Apple School Manager. It holds no code itself; its packages do:
//
//   - apple reads and writes the six files of Apple's own format;
//   - oneroster does the same for OneRoster CSV 1.0 (reading), 1.1 and 1.2;
//   - validate checks a bundle of either format against cited rules;
//   - convert turns OneRoster into Apple's format and back, and keeps a ledger;
//   - archive packs a bundle into the flat ZIP that is uploaded, and opens one;
//   - transport delivers it: to a directory, or with transport/sftp to Apple.
//
// A bundle, wherever a package takes one, is an [io/fs.FS] with the files at
// its root. Data that is wrong is a finding, with rule, file, line and column;
// an error means that work could not be done. Neither holds names, addresses
// or ids of people unless asked to.
package asm
