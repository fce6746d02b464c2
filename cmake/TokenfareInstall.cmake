# Written with the install step.
