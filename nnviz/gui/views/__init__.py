"""One view a scene, of the same name: it is told what to show and asks for what the user wants."""
