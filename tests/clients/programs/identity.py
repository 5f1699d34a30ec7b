"""A program with boto3 that says who it is, once a second for so many seconds."""

import sys
import time

import boto3

seconds = float(sys.argv[1])
client = boto3.client("sts")
until = time.monotonic() + seconds
while True:
    sys.stdout.write(client.get_caller_identity()["Arn"] + "\n")
    sys.stdout.flush()
    if time.monotonic() >= until:
        break
    time.sleep(1)
