// Stands for the installed program where a hook starts it.
process.stdout.write('cargo-share 0.1.0\n');
