// Shots takes pictures of the real window in its states, light and dark:
// `shots FOLDER` takes all, `shots FOLDER running` those of a state. It runs on
// Linux; see scripts/screenshots.sh.
package main
