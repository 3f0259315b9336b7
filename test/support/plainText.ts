/** Tests read plain text, whatever the environment says of colours; programs that they start inherit it. */
delete process.env.FORCE_COLOR; // Node warns on stderr where both are set
process.env.NO_COLOR = '1';
