"""From where a surface is looked at: a turn about its middle, a height, a zoom; and the projection.

The middle of the box lies at the origin, its floor's longer half side is 1. The eye stays so far
away that the box is seen in gentle perspective; the zoom lengthens the lens.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.nn.arrays import Array

DISTANCE = 6.0  # of the eye from the middle
RADIUS = math.sqrt(2.0)  # of the box's floor, at most
HEIGHT = 0.9  # of the box
LOWEST, HIGHEST = 12.0, 88.0  # degrees above the floor: the eye stays above what it looks at
MARGIN = 1.02  # of the picture the box fills about so much: around it stand numbers
RAISED = 0.05  # of the half picture: below it stand more of them than above
ZOOM, LEAST_ZOOM, MOST_ZOOM = 0.85, 0.5, 8.0


class Camera(Struct, frozen=True):
    """Where the eye is.

    Parameters
    ----------
    azimuth
        Degrees about the upright axis; 0 looks from the side of high x, −90 from that of low y.
    elevation
        Degrees above the floor.
    zoom
        1 shows the whole box.
    """

    azimuth: float = -62.0
    elevation: float = 32.0
    zoom: float = 1.0

    def turned(self, azimuth: float, elevation: float) -> Camera:
        """Return a camera gone round by so many degrees, and up by so many."""
        round_ = (self.azimuth + azimuth + 180.0) % 360.0 - 180.0
        up = min(max(self.elevation + elevation, LOWEST), HIGHEST)
        return replace(self, azimuth=round_, elevation=up)

    def zoomed(self, notches: float) -> Camera:
        """Return a camera that is nearer, or farther for negative notches."""
        wanted = self.zoom * ZOOM**-notches
        return replace(self, zoom=min(max(wanted, LEAST_ZOOM), MOST_ZOOM))

    @property
    def toward(self) -> Array:
        """The unit vector from the middle to the eye."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        return np.array([math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)])

    @property
    def eye(self) -> Array:
        """Where the eye is."""
        return DISTANCE * self.toward

    def matrix(self, aspect: float) -> Array:
        """Return the projection, shape (4, 4): homogeneous places to clip coordinates.

        After division by w the picture's corners are at −1 and 1, up is positive, and depth runs
        from −1 (near) to 1, as OpenGL has it.

        Parameters
        ----------
        aspect
            Width over height of the picture.
        """
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        right = (-math.sin(a), math.cos(a), 0.0)
        up = (-math.sin(e) * math.cos(a), -math.sin(e) * math.sin(a), math.cos(e))
        tall = RADIUS * math.sin(e) + 0.5 * HEIGHT * math.cos(e)
        reach = DISTANCE - 0.5 * RADIUS
        lens = self.zoom * MARGIN * reach * min(aspect / RADIUS, 1.0 / tall)
        near, far = DISTANCE - 2.0 * RADIUS, DISTANCE + 2.0 * RADIUS
        slope, offset = (far + near) / (far - near), -2.0 * far * near / (far - near)
        toward = self.toward
        rows = np.zeros((4, 4))
        rows[0, :3] = np.multiply(right, lens / aspect)
        rows[1, :3] = np.multiply(up, lens)
        rows[2, :3], rows[2, 3] = -slope * toward, slope * DISTANCE + offset
        rows[3, :3], rows[3, 3] = -toward, DISTANCE
        rows[1] += RAISED * rows[3]
        return rows

    def seen(self, places: Array, aspect: float) -> Array:
        """Return where places, shape (n, 3), are in the picture, shape (n, 2); −1 to 1."""
        rows = self.matrix(aspect)
        flat = places @ rows[:2, :3].T + rows[:2, 3]
        away = places @ rows[3, :3] + rows[3, 3]
        seen: Array = flat / away[:, None]
        return seen
